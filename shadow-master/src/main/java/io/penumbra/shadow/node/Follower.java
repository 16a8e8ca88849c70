package io.penumbra.shadow.node;

import io.penumbra.core.id.EntryNumber;
import io.penumbra.master.journal.Entry;
import io.penumbra.master.journal.HeadNode;
import io.penumbra.master.record.Head;
import io.penumbra.master.serve.Identity;
import io.penumbra.platform.zookeeper.ClusterPaths;
import io.penumbra.proto.Led;
import io.penumbra.shadow.watch.Suspicion;
import io.penumbra.shadow.watch.Suspicion.Signs;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one leader: applies what it commits and watches whether it lives. Ends when another leads
 * or when this process should.
 *
 * <p>Confined to the node's thread, which runs the steps in its mailbox; streams, probes and looks
 * at ZooKeeper have threads of their own and only put steps there.
 */
final class Follower implements AutoCloseable {
    /**
     * Whom to follow.
     *
     * @param seenNanos when this process first knew of it
     */
    record Reign(Head.Leader leader, long seenNanos) {}

    /** How a time of following ends. */
    enum End {
        /** The head has another leader: begin again. */
        ANOTHER_LEADS,
        /** The leader is believed to be gone. */
        TAKE_OVER
    }

    private static final Logger log = LoggerFactory.getLogger(Follower.class);
    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration PROBE_MAX = Duration.ofMillis(150);
    private static final Duration BETWEEN_POLLS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_STREAMS = Duration.ofMillis(200);

    private final Identity self;
    private final MasterProcess.Ports ports;
    private final LocalState state;
    private final HeadNode headNode;
    private final Mailbox mailbox = new Mailbox();
    private final Head.Leader leader;
    private final AutoCloseable watch;

    private Suspicion suspicion;
    private LeaderStream stream;
    private long streamEndedNanos;
    private long polledNanos;
    private boolean probing;
    private boolean looking;
    private boolean polling;
    private @Nullable End end;
    private @Nullable IOException failure;
    private volatile boolean closed;

    Follower(
            Identity self,
            MasterProcess.Ports ports,
            LocalState state,
            HeadNode headNode,
            Reign reign) {
        this.self = self;
        this.ports = ports;
        this.state = state;
        this.headNode = headNode;
        this.leader = reign.leader();
        long now = ports.clock().monotonicNanos();
        this.suspicion = new Suspicion(new Suspicion.State.Trusting(now), reign.seenNanos());
        this.polledNanos = now;
        this.stream = openStream();
        this.watch = ports.coordinator().watch(ClusterPaths.MASTERS, this::checkRegistered);
    }

    /** Runs until it is over. */
    End follow() throws IOException, InterruptedException {
        stream.start();
        tick();
        while (end == null) {
            mailbox.take().run();
            if (failure != null) {
                throw failure;
            }
        }
        return end;
    }

    @Override
    public void close() {
        closed = true;
        stream.close();
        try {
            watch.close();
        } catch (Exception e) {
            log.debug("a watch does not close: {}", e.toString());
        }
    }

    private LeaderStream openStream() {
        return new LeaderStream(self, leader.endpoint(), ports, state::tip, new FromLeader());
    }

    private void tick() {
        long now = now();
        var before = suspicion;
        suspicion = before.passed(now);
        if (!suspicion.equals(before)) {
            // Silent: the stream may be dead without a word, so trust begins with another.
            stream.close();
            streamEndedNanos = now;
        }
        act();
        if (stream.isClosed()
                && suspicion.isTrusting()
                && now - streamEndedNanos >= BETWEEN_STREAMS.toNanos()) {
            streamEndedNanos = now;
            stream = openStream();
            stream.start();
        }
        if (!polling && now - polledNanos >= BETWEEN_POLLS.toNanos()) {
            polling = true;
            ports.threads().virtual("poll-head", this::poll);
        }
        guarded(state::sync);
        ports.clock().after(TICK, () -> step(this::tick));
    }

    private void step(Runnable step) {
        if (!closed) {
            mailbox.post(step);
        }
    }

    private long now() {
        return ports.clock().monotonicNanos();
    }

    private void act() {
        switch (suspicion.wish(now())) {
            case NOTHING -> {}
            case PROBE -> {
                if (!probing) {
                    probing = true;
                    ports.threads().virtual("probe-leader", this::probe);
                }
            }
            case LOOK -> {
                if (!looking) {
                    looking = true;
                    ports.threads().virtual("look-at-leader", this::look);
                }
            }
            case TAKE_OVER -> {
                log.info("the leader at {} is gone: {}", leader.endpoint(), suspicion.state());
                end = End.TAKE_OVER;
            }
        }
    }

    private void probe() {
        var result = ports.network().probe(leader.endpoint(), PROBE_MAX);
        step(() -> {
            probing = false;
            suspicion = suspicion.probed(result, now());
            act();
        });
    }

    private void look() {
        Optional<Signs> signs;
        try {
            var seen = headNode.look();
            int lease = headNode.leaseVersion();
            signs = seen.map(sighting -> new Signs(sighting.version(), lease));
        } catch (IOException e) {
            log.info("cannot look at the leader in ZooKeeper: {}", e.toString());
            signs = Optional.empty();
        }
        var told = signs;
        step(() -> {
            looking = false;
            told.ifPresent(each -> suspicion = suspicion.looked(each, now()));
        });
    }

    /** Watches may be lost: every second somebody looks. */
    private void poll() {
        Optional<HeadNode.Sighting> seen;
        try {
            seen = headNode.look();
        } catch (IOException e) {
            log.info("cannot read /head: {}", e.toString());
            seen = Optional.empty();
        }
        var told = seen;
        step(() -> {
            polling = false;
            polledNanos = now();
            told.ifPresent(this::onHead);
        });
    }

    private void onHead(HeadNode.Sighting sighting) {
        if (!sighting.head().leader().equals(Optional.of(leader))) {
            end = End.ANOTHER_LEADS;
        } else if (stream.isClosed()) {
            guarded(() -> state.readTo(sighting.head().tip().entry()));
        }
    }

    private void checkRegistered() {
        ports.threads().virtual("check-registered", this::askRegistered);
    }

    private void askRegistered() {
        try {
            if (!Registry.shows(ports.coordinator(), leader.endpoint())) {
                step(() -> {
                    suspicion = suspicion.doubted(now());
                    act();
                });
            }
        } catch (IOException e) {
            log.debug("cannot read who is registered: {}", e.toString());
        }
    }

    private void onLed(Led message) {
        switch (message.getBodyCase()) {
            case BEAT -> {
                var beat = message.getBeat();
                suspicion = suspicion.heard(Duration.ofMillis(beat.getQuorumAgeMillis()), now());
                guarded(() -> state.readTo(new EntryNumber(beat.getLastEntry())));
            }
            case PUSH -> {
                var encoded = message.getPush().getBatch().toByteArray();
                guarded(() -> onPush(Entry.decode(encoded)));
            }
            case BODY_NOT_SET -> log.warn("the leader sends nothing in a message");
        }
    }

    /** Only committed entries are pushed; what came another way is there already. */
    private void onPush(Entry entry) throws IOException, InterruptedException {
        long number = entry.number().value();
        if (number > state.tip().entry().value()) {
            state.readTo(new EntryNumber(number - 1));
            state.apply(entry);
        }
    }

    /** Something that may fail because ZooKeeper is away, or because this state is off. */
    private interface Fallible {
        void run() throws IOException, InterruptedException;
    }

    private void guarded(Fallible body) {
        try {
            body.run();
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class FromLeader implements LeaderStream.Listener {
        @Override
        public void led(Led message) throws InterruptedException {
            mailbox.put(() -> onLed(message));
        }

        @Override
        public void denied() throws InterruptedException {
            mailbox.put(() -> {
                streamEndedNanos = now();
                suspicion = suspicion.doubted(now());
                act();
            });
        }

        @Override
        public void broken() throws InterruptedException {
            mailbox.put(() -> {
                streamEndedNanos = now();
                suspicion = suspicion.broken(now());
                act();
            });
        }
    }
}
