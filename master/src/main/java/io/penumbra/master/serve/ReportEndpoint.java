package io.penumbra.master.serve;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Network.Stream;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.cluster.live.Hailed;
import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.master.lead.Leadership;
import io.penumbra.proto.ClassMedium;
import io.penumbra.proto.Hello;
import io.penumbra.proto.ReportMessage;
import io.penumbra.proto.ReportReply;
import io.penumbra.proto.Sender;
import io.penumbra.proto.ServerBeat;
import io.penumbra.proto.TokenKeyMessage;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A chunkserver reports, to the leader and to every shadow; the leader asks for its promise. */
public final class ReportEndpoint {
    private static final Logger log = LoggerFactory.getLogger(ReportEndpoint.class);

    private final Identity self;
    private final RoleBoard board;
    private final ServerTable servers;
    private final Clock clock;
    private final Threads threads;

    public ReportEndpoint(
            Identity self, RoleBoard board, ServerTable servers, Clock clock, Threads threads) {
        this.self = self;
        this.board = board;
        this.servers = servers;
        this.clock = clock;
        this.threads = threads;
    }

    public void handle(Stream<ReportReply, ReportMessage> stream)
            throws IOException, RefusedException, InterruptedException {
        var first = stream.receive();
        if (first.isEmpty()) {
            return;
        }
        if (!first.get().hasHello()) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT, "", "a report begins with a hello");
        }
        self.admit(first.get().getHello().getCluster());
        var from = hailed(first.get().getHello());
        long reports = hail(from);
        log.info("{} reports from {}", from.server(), from.endpoint());
        var announcements = new Announcements(stream, from);
        board.watch(announcements);
        threads.virtual("announce-" + from.server(), announcements::send);
        announcements.run();
        try {
            for (var next = stream.receive(); next.isPresent(); next = stream.receive()) {
                take(from, next.get());
                if (next.get().hasBeat() && isBehind(next.get().getBeat())) {
                    announcements.run();
                }
            }
        } finally {
            board.unwatch(announcements);
            announcements.close();
            servers.gone(from, reports);
        }
    }

    private long hail(Hailed from) throws RefusedException {
        try {
            return servers.hail(from, clock.monotonicNanos());
        } catch (RefusedException e) {
            log.warn("pid {} at {} is refused: {}", from.pid(), from.endpoint(), e.getMessage());
            throw e;
        }
    }

    private void take(Hailed from, ReportMessage message) {
        switch (message.getBodyCase()) {
            case BEAT -> {
                servers.beat(from, message.getBeat(), clock.monotonicNanos());
                if (board.role() instanceof Role.Leading(var leadership)) {
                    compare(from, message.getBeat(), leadership);
                }
            }
            case DELTA -> servers.changed(from, message.getDelta());
            case FULL -> servers.full(from, message.getFull());
            case HELLO, BODY_NOT_SET -> log.warn("{} sends what it should not", from.server());
        }
    }

    /** Whether it was not told of the newest key, or of what classes want. */
    private boolean isBehind(ServerBeat beat) {
        return board.role() instanceof Role.Leading(var leadership)
                && (leadership.media().index().value() != beat.getMediaIndex()
                        || leadership.tokenKeys().stream()
                                .anyMatch(key -> key.generation() > beat.getTokenKey()));
    }

    private static void compare(Hailed from, ServerBeat beat, Leadership leadership) {
        if (beat.getPromised() > leadership.epoch().value()) {
            leadership.loop().abdicate(from.server() + " has promised epoch " + beat.getPromised());
        }
        leadership.sawTail(from.server(), new JournalIndex(beat.getTailIndex()));
    }

    private static Hailed hailed(Hello hello) {
        return new Hailed(
                new ServerId(hello.getServer()),
                hello.getIncarnation(),
                hello.getNonce(),
                new Address(hello.getEndpoint().getHost(), hello.getEndpoint().getPort()),
                hello.getPid(),
                hello.getVersion(),
                hello.getHttpPort(),
                hello.getHost(),
                hello.getRack(),
                found(hello),
                hello.getVerified());
    }

    private static SortedMap<String, Long> found(Hello hello) {
        var found = new TreeMap<String, Long>();
        hello.getDirectoriesList()
                .forEach(
                        directory -> found.put(directory.getStorage(), directory.getIncarnation()));
        return found;
    }

    private ReportReply announcement(Leadership leadership) {
        var reply =
                ReportReply.newBuilder()
                        .setSender(
                                Sender.newBuilder()
                                        .setCluster(self.cluster().value())
                                        .setEpoch(leadership.epoch().value()));
        for (var key : leadership.tokenKeys()) {
            reply.addTokenKeys(
                    TokenKeyMessage.newBuilder()
                            .setGeneration(key.generation())
                            .setSecret(ByteString.copyFrom(key.secret())));
        }
        var media = leadership.media();
        reply.setMediaIndex(media.index().value());
        media.byClass()
                .forEach((storageClass, medium) ->
                        reply.addMedia(
                                ClassMedium.newBuilder()
                                        .setStorageClass(storageClass.value())
                                        .setMedium(medium.value())));
        return reply.build();
    }

    /** Tells one chunkserver who leads, each time this process begins to. */
    private final class Announcements implements Runnable {
        private final Stream<ReportReply, ReportMessage> stream;
        private final Hailed to;
        private final Semaphore changes = new Semaphore(0);
        private volatile boolean closed;

        Announcements(Stream<ReportReply, ReportMessage> stream, Hailed to) {
            this.stream = stream;
            this.to = to;
        }

        @Override
        public void run() {
            changes.release();
        }

        void close() {
            closed = true;
            changes.release();
        }

        void send() {
            try {
                for (changes.acquire(); !closed; changes.acquire()) {
                    changes.drainPermits();
                    if (board.role() instanceof Role.Leading(var leadership)) {
                        leadership.joined(to);
                        stream.send(announcement(leadership));
                    }
                }
            } catch (IOException e) {
                log.info("{} cannot be told who leads: {}", to.server(), e.toString());
                stream.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
