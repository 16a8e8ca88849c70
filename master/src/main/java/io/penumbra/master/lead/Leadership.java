package io.penumbra.master.lead;

import com.google.common.collect.Sets;
import io.penumbra.core.Limits;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.StateStore;
import io.penumbra.core.token.TokenKey;
import io.penumbra.master.archive.ArchiveSettings;
import io.penumbra.master.archive.Archives;
import io.penumbra.master.archive.TailCutter;
import io.penumbra.master.cluster.live.Hailed;
import io.penumbra.master.cluster.live.ReaderTable;
import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.master.cluster.live.SessionClock;
import io.penumbra.master.collect.CollectSettings;
import io.penumbra.master.collect.Collector;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.journal.Cut;
import io.penumbra.master.journal.Entry;
import io.penumbra.master.journal.HeadNode;
import io.penumbra.master.journal.Journal;
import io.penumbra.master.journal.Moment;
import io.penumbra.master.loop.DecisionLoop;
import io.penumbra.master.loop.LoopSettings;
import io.penumbra.master.loop.Waiter;
import io.penumbra.master.member.Claims;
import io.penumbra.master.member.MemberCalls;
import io.penumbra.master.record.Head;
import io.penumbra.master.record.JournalRecord;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.repair.BalanceSettings;
import io.penumbra.master.repair.Balancer;
import io.penumbra.master.repair.RepairSettings;
import io.penumbra.master.repair.Repairs;
import io.penumbra.master.seal.Seals;
import io.penumbra.master.state.Media;
import io.penumbra.master.state.Modes;
import io.penumbra.master.state.Session;
import io.penumbra.master.state.SessionTable;
import io.penumbra.master.state.SettingTable;
import io.penumbra.master.state.TokenKeys;
import io.penumbra.master.tail.TailFeeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * One reign, from the moment {@code /head} was taken until the role is lost. Nothing of it is used
 * again.
 */
public final class Leadership implements AutoCloseable {
    private static final Duration KEY_ASKED_EVERY = Duration.ofHours(1);

    /** What is archived survives the loss of any chunkserver, where there are several. */
    private static final int ARCHIVED_COPIES_MIN = 2;

    private final World world;
    private final ServerTable servers;
    private final DecisionLoop loop;
    private final SessionClock sessions;
    private final ReaderTable readers = new ReaderTable(Session.TTL);
    private final Feeds feeds = new Feeds();
    private final Seals seals;
    private final Repairs repairs;
    private final Balancer balancer;
    private final Collector collector;
    private final QueryPool queries;
    private final TailCutter cutter;
    private final TailFeeds tailFeeds;
    private final Consumer<String> onOver;
    private final Head.Leader self;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicBoolean toldOfLaterTail = new AtomicBoolean();
    private volatile boolean over;
    private volatile List<String> warnings = List.of();

    /** Chunkservers that are leaving and that the archive needs no more. */
    private volatile Set<ServerId> archiveFree = Set.of();

    private volatile List<TokenKey> tokenKeys = List.of();
    private volatile Media media = Media.NONE;

    /**
     * What a reign is made from that outlives it.
     *
     * @param historyWindow how long the past of the namespace is kept
     * @param repair how eagerly missing copies are made again
     * @param balance how fast copies move from fuller chunkservers to emptier ones
     * @param collect when what is no longer needed goes
     */
    public record World(
            Journal.Ports ports,
            Network network,
            StateStore store,
            Archiving archiving,
            Duration historyWindow,
            RepairSettings repair,
            BalanceSettings balance,
            CollectSettings collect,
            RandomGenerator random) {}

    /** Where the tail of the journal goes, and when. */
    public record Archiving(Archives archives, ArchiveSettings settings) {}

    /**
     * @param taken the head as it was taken; the store holds everything up to its end
     * @param since when that was known
     * @param onOver told why, once; must not block
     */
    public Leadership(
            World world,
            ServerTable servers,
            HeadNode.Sighting taken,
            Moment since,
            Consumer<String> onOver) {
        this.world = world;
        this.servers = servers;
        this.onOver = onOver;
        this.self = taken.head().leader().orElseThrow();
        this.sessions = new SessionClock(Session.TTL, since);
        this.loop =
                new DecisionLoop(
                        world.ports(),
                        world.store(),
                        new DecisionLoop.Reign(taken, since, servers::servers, world.random()),
                        LoopSettings.DEFAULT,
                        new FromLoop());
        var members = new MemberCalls(world.network(), servers::servers, loop);
        var claims = new Claims();
        var clock = world.ports().clock();
        this.seals = new Seals(world.store(), loop, members, clock, world.ports().threads());
        this.repairs =
                new Repairs(
                        world.store(),
                        servers,
                        members,
                        claims,
                        loop,
                        world.repair(),
                        server -> !archiveFree.contains(server),
                        clock,
                        world.ports().threads(),
                        world.random());
        this.balancer =
                new Balancer(
                        new Balancer.Around(world.store(), servers, repairs, claims, clock),
                        members,
                        loop,
                        world.balance(),
                        world.ports().threads());
        this.collector =
                new Collector(
                        world.store(),
                        servers,
                        members,
                        claims,
                        loop,
                        world.collect(),
                        clock,
                        world.ports().threads());
        this.queries = new QueryPool(world.ports().threads());
        this.tailFeeds =
                new TailFeeds(
                        members.sender(),
                        world.network(),
                        world.ports(),
                        servers::servers,
                        loop::merged);
        this.cutter =
                new TailCutter(
                        world.archiving().archives().open(taken.head().cluster(), writer()),
                        world.archiving().settings(),
                        world.ports(),
                        world.store(),
                        new ForCutter());
    }

    /** A cluster that never had more than one chunkserver makes do with one copy. */
    private Archives.Writer writer() {
        return new Archives.Writer(
                loop.epoch(),
                () -> Math.max(1, SettingTable.countServers(world.store(), ARCHIVED_COPIES_MIN)),
                this::draining,
                () -> !over);
    }

    private Set<ServerId> draining() {
        var modes = Modes.at(world.store(), loop.merged().tail().time());
        return modes.others().keySet().stream()
                .filter(modes::isDraining)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Call on a thread that may read the store. */
    public void start() {
        SessionTable.open(world.store()).keySet().forEach(sessions::opened);
        learnTokenKeys();
        learnMedia();
        var head = loop.merged();
        loop.ask(
                new LeaderCommand.StartEpoch(
                        head.cluster(), head.founder(), self.endpoint(), self.nonce()),
                Waiter.NOBODY);
        servers.views().forEach(view -> joined(view.hailed()));
        threads.add(loop.start());
        threads.add(seals.start());
        threads.add(repairs.start());
        threads.add(balancer.start());
        threads.add(collector.start());
        threads.add(cutter.start());
        tailFeeds.start();
        threads.add(world.ports().threads().platform("state-sync", this::keepSyncing));
    }

    private void learnMedia() {
        media = Media.of(world.store());
    }

    /** What chunks of each class are to be put on. */
    public Media media() {
        return media;
    }

    private void learnTokenKeys() {
        tokenKeys = TokenKeys.all(world.store()).stream().map(TokenKeys.Made::key).toList();
    }

    /** What chunkservers check tokens with, the newest first. */
    public List<TokenKey> tokenKeys() {
        return tokenKeys;
    }

    /** Waits until nothing of this reign uses the store any more; after it is over. */
    public void join() throws InterruptedException {
        for (var thread : threads) {
            thread.join();
        }
        queries.close();
    }

    /** A chunkserver has said who it is. */
    public void joined(Hailed server) {
        loop.ask(
                new LeaderCommand.JoinServer(server.server(), server.host(), server.rack()),
                Waiter.NOBODY);
    }

    /**
     * A chunkserver has the journal up to this record on disk. Only what was committed is pushed
     * there, so more than this leader knows means that ZooKeeper lost some of it.
     */
    public void sawTail(ServerId server, JournalIndex last) {
        var known = loop.merged().tip().index();
        if (last.compareTo(known) > 0 && !toldOfLaterTail.getAndSet(true)) {
            note(
                    Level.ALARM,
                    "%s has the journal up to record %s, ZooKeeper up to %s: it went back"
                            .formatted(server, last, known));
        }
    }

    public Epoch epoch() {
        return loop.epoch();
    }

    public Address endpoint() {
        return self.endpoint();
    }

    public DecisionLoop loop() {
        return loop;
    }

    public SessionClock sessions() {
        return sessions;
    }

    public ReaderTable readers() {
        return readers;
    }

    public Repairs repairs() {
        return repairs;
    }

    /** Where ZooKeeper answers. */
    public List<Address> zookeepers() {
        return world.ports().coordinator().servers();
    }

    /** Those of its servers that do not. */
    public List<Address> silentZookeepers() {
        return world.ports().coordinator().silentServers();
    }

    public Balancer balancer() {
        return balancer;
    }

    public Collector collector() {
        return collector;
    }

    public Feeds feeds() {
        return feeds;
    }

    public QueryPool queries() {
        return queries;
    }

    public ServerTable servers() {
        return servers;
    }

    public StateStore store() {
        return world.store();
    }

    /** What is wrong with the cluster, as far as this leader's process sees it from outside. */
    public void warn(List<String> now) {
        warnings = List.copyOf(now);
    }

    public List<String> warnings() {
        return warnings;
    }

    @Override
    public void close() {
        loop.close();
    }

    /** A batch survives the process as soon as it is written; the machine only after this. */
    private void keepSyncing() {
        try {
            while (!over) {
                world.store().sync();
                world.ports().clock().sleep(DecisionLoop.BEAT);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot sync the state", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class FromLoop implements DecisionLoop.Observer {
        private final TailAlarm tailAlarm = new TailAlarm(Limits.TAIL_BYTES_MAX / 2);
        private final ForgettingPace forgetting =
                new ForgettingPace(world.historyWindow(), world.ports().clock().monotonicNanos());

        private long keyAskedAt = world.ports().clock().monotonicNanos();

        @Override
        public void merged(Entry entry, Head head) {
            feeds.push(entry);
            tailFeeds.merged(entry);
            for (var record : entry.batch().records()) {
                if (record instanceof JournalRecord.SealBegan began) {
                    seals.begun(began.chunk());
                } else if (record instanceof JournalRecord.Sealed sealed) {
                    repairs.sealed(sealed.chunk());
                } else if (record instanceof JournalRecord.SessionOpened opened) {
                    sessions.opened(opened.client());
                } else if (record instanceof JournalRecord.SessionEnded ended) {
                    sessions.ended(ended.client());
                } else if (record instanceof JournalRecord.TokenKeyMade) {
                    learnTokenKeys();
                } else if (record instanceof JournalRecord.ClassDefined) {
                    learnMedia();
                }
            }
        }

        @Override
        public void beat(Moment now, boolean led) {
            feeds.beat(loop.lease().quorumAge(now), loop.merged());
            for (var client : sessions.beat(now, led)) {
                loop.ask(
                        new LeaderCommand.EndSession(
                                client, "nothing heard for " + sessions.ttl().toSeconds() + " s"),
                        Waiter.NOBODY);
            }
            if (now.nanos() - keyAskedAt > KEY_ASKED_EVERY.toNanos()) {
                keyAskedAt = now.nanos();
                loop.ask(new LeaderCommand.RenewTokenKey(), Waiter.NOBODY);
            }
            tailAlarm
                    .passed(loop.merged().tail().bytes())
                    .ifPresent(each -> note(each.level(), each.text()));
            forgetting
                    .beat(now.nanos(), led, readers.oldest(now.nanos()))
                    .ifPresent(step -> loop.ask(step, forgetting));
        }

        @Override
        public void deposed(String why) {
            over = true;
            feeds.close();
            seals.close();
            repairs.close();
            balancer.close();
            collector.close();
            cutter.close();
            tailFeeds.close();
            onOver.accept(why);
        }
    }

    private final class ForCutter implements TailCutter.Reign {
        @Override
        public Head merged() {
            return loop.merged();
        }

        @Override
        public CompletableFuture<Boolean> cut(Cut cut) {
            return loop.cut(cut);
        }

        @Override
        public void storing(Optional<IOException> failure) {
            note(
                    failure.isPresent() ? Level.WARNING : Level.INFO,
                    failure.map(why ->
                                    "entries cannot be moved to the archive: " + why.getMessage())
                            .orElse("entries are moved to the archive again"));
        }

        @Override
        public Set<ServerId> leaving() {
            return draining();
        }

        @Override
        public void kept(Set<ServerId> leaving, Set<ServerId> staying) {
            archiveFree = Set.copyOf(Sets.difference(leaving, staying));
        }

        @Override
        public void keeping(Optional<IOException> failure) {
            note(
                    failure.isPresent() ? Level.WARNING : Level.INFO,
                    failure.map(why -> "what is archived lacks copies: " + why.getMessage())
                            .orElse("what is archived has its copies again"));
        }
    }

    private void note(Level level, String text) {
        loop.ask(new LeaderCommand.Note(level, "journal", text), Waiter.NOBODY);
    }
}
