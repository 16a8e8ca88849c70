package io.penumbra.shadow.node;

import io.penumbra.core.port.Address;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Network.Stream;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.record.Head.Tip;
import io.penumbra.master.serve.Identity;
import io.penumbra.platform.process.ProgramVersion;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.Endpoint;
import io.penumbra.proto.Following;
import io.penumbra.proto.Led;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt to follow one leader: passes on what it sends, and tells it how far this one is. */
final class LeaderStream implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LeaderStream.class);
    private static final Duration BETWEEN_PROGRESS = Duration.ofMillis(100);

    /** Called on the stream's thread; may wait. */
    interface Listener {
        void led(Led message) throws InterruptedException;

        /** Who answers does not lead. */
        void denied() throws InterruptedException;

        /** Nothing more comes of this stream. */
        void broken() throws InterruptedException;
    }

    private final Identity self;
    private final Address leader;
    private final Network network;
    private final Clock clock;
    private final Threads threads;
    private final Supplier<Tip> tip;
    private final Listener listener;
    private volatile @Nullable Stream<Following, Led> stream;
    private volatile boolean closed;

    LeaderStream(
            Identity self,
            Address leader,
            MasterProcess.Ports ports,
            Supplier<Tip> tip,
            Listener listener) {
        this.self = self;
        this.leader = leader;
        this.network = ports.network();
        this.clock = ports.clock();
        this.threads = ports.threads();
        this.tip = tip;
        this.listener = listener;
    }

    void start() {
        threads.virtual("follow-" + leader, this::run);
    }

    private void run() {
        try {
            follow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() throws InterruptedException {
        try (var opened = network.peer(leader).open(Wire.FOLLOW)) {
            stream = opened;
            opened.send(progress());
            threads.virtual("follow-progress", () -> tellProgress(opened));
            for (var next = opened.receive();
                    next.isPresent() && !closed;
                    next = opened.receive()) {
                listener.led(next.get());
            }
        } catch (IOException e) {
            log.info("the stream from the leader at {} ended: {}", leader, e.toString());
        } catch (RefusedException e) {
            log.info("the master at {} refuses to be followed: {}", leader, e.refusal());
            if (!closed) {
                closed = true;
                listener.denied();
            }
            return;
        }
        if (!closed) {
            closed = true;
            listener.broken();
        }
    }

    private void tellProgress(Stream<Following, Led> opened) {
        try {
            while (!closed) {
                clock.sleep(BETWEEN_PROGRESS);
                opened.send(progress());
            }
        } catch (IOException e) {
            log.debug("the leader is not told how far this one is: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Following progress() {
        var at = tip.get();
        return Following.newBuilder()
                .setCluster(self.cluster().value())
                .setEndpoint(
                        Endpoint.newBuilder()
                                .setHost(self.endpoint().host())
                                .setPort(self.endpoint().port()))
                .setPid(self.pid())
                .setVersion(ProgramVersion.current())
                .setAppliedEntry(at.entry().value())
                .setAppliedIndex(at.index().value())
                .build();
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        var open = stream;
        if (open != null) {
            open.close();
        }
    }
}
