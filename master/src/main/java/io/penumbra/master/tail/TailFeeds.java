package io.penumbra.master.tail;

import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Network;
import io.penumbra.master.journal.Entry;
import io.penumbra.master.journal.Journal;
import io.penumbra.master.placement.Server;
import io.penumbra.master.placement.Servers;
import io.penumbra.master.record.Head;
import io.penumbra.proto.Sender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Which chunkservers get what is committed: three that live, on different hosts if there are. */
public final class TailFeeds implements AutoCloseable {
    private static final int COPIES = 3;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Sender sender;
    private final Network network;
    private final Journal.Ports ports;
    private final Supplier<Servers> servers;
    private final Supplier<Head> merged;
    private final RecentEntries recent = new RecentEntries();

    /** Confined to the thread that chooses. */
    private final TreeMap<ServerId, TailFeed> feeds = new TreeMap<>();

    private volatile boolean closed;

    public TailFeeds(
            Sender sender,
            Network network,
            Journal.Ports ports,
            Supplier<Servers> servers,
            Supplier<Head> merged) {
        this.sender = sender;
        this.network = network;
        this.ports = ports;
        this.servers = servers;
        this.merged = merged;
    }

    public void start() {
        ports.threads().virtual("choose-tail-servers", this::run);
    }

    /** Never waits. */
    public void merged(Entry entry) {
        recent.add(entry);
    }

    /** The threads end soon. */
    @Override
    public void close() {
        closed = true;
        recent.close();
    }

    private void run() {
        try {
            while (!closed) {
                choose(servers.get());
                recent.nudge();
                ports.clock().sleep(BETWEEN_LOOKS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        feeds.values().forEach(TailFeed::close);
    }

    private void choose(Servers now) {
        feeds.forEach((id, feed) -> {
            if (!now.isLive(id)) {
                feed.close();
            }
        });
        feeds.keySet().removeIf(id -> !now.isLive(id));
        var chosen = feeds.keySet().stream().map(id -> now.find(id).orElseThrow()).toList();
        for (var server : more(now.all(), chosen)) {
            var feed = new TailFeed(server, sender, network, ports, recent, merged);
            feeds.put(server.id(), feed);
            feed.start();
        }
    }

    /** Those that come in addition, in the order of their ids; other hosts first. Pure. */
    static List<Server> more(List<Server> all, List<Server> chosen) {
        var more = new ArrayList<Server>();
        var taken = new HashSet<ServerId>();
        var hosts = new HashSet<String>();
        chosen.forEach(server -> {
            taken.add(server.id());
            hosts.add(server.host());
        });
        for (boolean sameHost : new boolean[] {false, true}) {
            for (var server : all) {
                if (taken.size() < COPIES
                        && server.live()
                        && (sameHost || !hosts.contains(server.host()))
                        && taken.add(server.id())) {
                    hosts.add(server.host());
                    more.add(server);
                }
            }
        }
        return more;
    }
}
