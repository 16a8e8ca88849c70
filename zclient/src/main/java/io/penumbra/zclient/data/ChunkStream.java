package io.penumbra.zclient.data;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.RequestId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Network.Stream;
import io.penumbra.core.port.Parcel;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.AppendData;
import io.penumbra.proto.AppendOpen;
import io.penumbra.proto.AppendReply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One granted chunk being appended to. The lane's sender is the only one that sends; {@link #run}
 * receives. It ends in one of two ways, once: everything sent was acknowledged after {@link
 * #finish}, or it is lost and what was not acknowledged goes back to the lane.
 */
final class ChunkStream {
    // How long the chain may stand still: longer for each member, so that the one before the
    // silent member notices first and names the right one.
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration PATIENCE_STEP = Duration.ofMillis(250);

    private static final Duration TICK = Duration.ofMillis(250);

    /** Told once how it ended. */
    interface End {
        void progressed(long bytes);

        /** Everything sent is acknowledged, up to this length. */
        void finished(GrantedChunk chunk, long acknowledged);

        /** What lies beyond this length must be sent elsewhere. */
        void lost(GrantedChunk chunk, Loss loss, long acknowledged, List<Frame> unacknowledged);
    }

    /** Why a stream cannot go on, and which chunkserver is to blame, if any. */
    record Loss(String reason, Optional<ServerId> failed) {
        static Loss ofFirst(GrantedChunk chunk, String reason) {
            return of(chunk.members().getFirst().getServer(), reason);
        }

        static Loss of(String server, String reason) {
            return new Loss(server + ": " + reason, Optional.of(new ServerId(server)));
        }
    }

    // Constant after construction.
    private final GrantedChunk chunk;
    private final Stream<Parcel, AppendReply> wire;
    private final Clock clock;
    private final End end;
    private final Duration patience;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final ArrayDeque<Frame> unacknowledged = new ArrayDeque<>();

    @GuardedBy("lock")
    private long length;

    @GuardedBy("lock")
    private long acknowledged;

    @GuardedBy("lock")
    private long progressAt;

    @GuardedBy("lock")
    private boolean finishing;

    @GuardedBy("lock")
    private boolean over;

    ChunkStream(GrantedChunk chunk, Stream<Parcel, AppendReply> wire, Clock clock, End end) {
        this.chunk = chunk;
        this.wire = wire;
        this.clock = clock;
        this.end = end;
        patience = PATIENCE.plus(PATIENCE_STEP.multipliedBy(chunk.members().size() - 1L));
        length = chunk.grant().getFromOffset();
        acknowledged = length;
        progressAt = clock.monotonicNanos();
    }

    /** The first message of an append to {@code chunk}. */
    static Parcel opening(GrantedChunk chunk, ClusterId cluster) {
        var members = chunk.members();
        var open =
                AppendOpen.newBuilder()
                        .setCluster(cluster.value())
                        .setServer(members.getFirst().getServer())
                        .setChunk(chunk.chunk().value())
                        .setVersion(chunk.version().value())
                        .setFromOffset(chunk.grant().getFromOffset())
                        .setStorageClass(chunk.grant().getStorageClass())
                        .setFsync(chunk.isFsynced())
                        .addAllDownstream(members.subList(1, members.size()))
                        .setClient(chunk.holder().value())
                        .setRequestId(RequestId.current().value())
                        .setToken(chunk.grant().getToken());
        return Parcel.of(open.build().toByteArray());
    }

    GrantedChunk chunk() {
        return chunk;
    }

    /** Whether this can still be sent here. */
    boolean takes(Frame frame) {
        lock.lock();
        try {
            return !over && !finishing && length + room(frame) <= chunk.grant().getBytesMax();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends as many of {@code frames} as the chunk has room for, as one message.
     *
     * @return how many it took; these are acknowledged, or come back through {@link End#lost}
     */
    int send(List<Frame> frames) throws InterruptedException {
        var placed = new ArrayList<Frame>(frames.size());
        long from = place(frames, placed);
        if (placed.isEmpty()) {
            return 0;
        }
        try {
            wire.send(message(from, placed));
        } catch (IOException e) {
            lose(Loss.ofFirst(chunk, "sending failed: " + e.getMessage()));
        }
        return placed.size();
    }

    /** Nothing more will be sent. */
    void finish() {
        lock.lock();
        try {
            finishing = true;
        } finally {
            lock.unlock();
        }
    }

    /** Receives acknowledgements until the stream has ended. */
    void run() {
        try (wire) {
            while (!isDrained()) {
                receive();
            }
        } catch (IOException e) {
            lose(Loss.ofFirst(chunk, String.valueOf(e.getMessage())));
        } catch (RefusedException e) {
            lose(refusedBy(chunk.members().getFirst().getServer(), e.code(), e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lose(new Loss("interrupted", Optional.empty()));
        }
    }

    private long place(List<Frame> frames, List<Frame> placed) {
        lock.lock();
        try {
            long from = length;
            for (var frame : frames) {
                if (over || finishing || length + room(frame) > chunk.grant().getBytesMax()) {
                    break;
                }
                if (unacknowledged.isEmpty()) {
                    progressAt = clock.monotonicNanos();
                }
                frame.place(chunk.chunk(), length, chunk.version());
                length += frame.bytes();
                unacknowledged.add(frame);
                placed.add(frame);
            }
            return from;
        } finally {
            lock.unlock();
        }
    }

    /** What no chunk has room for begins in a new one. */
    @GuardedBy("lock")
    private int room(Frame frame) {
        return length == chunk.grant().getFromOffset() ? frame.bytes() : frame.room();
    }

    /** Headers of all frames stand in one buffer, payloads where the writer has them. */
    private static Parcel message(long from, List<Frame> frames) {
        int headerBytes = 0;
        for (var frame : frames) {
            headerBytes += frame.header().headerBytes();
        }
        var headers = ByteBuffer.allocate(headerBytes);
        var body = new ArrayList<ByteBuffer>(2 * frames.size());
        for (var frame : frames) {
            int start = headers.position();
            frame.header().encode(headers);
            body.add(headers.slice(start, headers.position() - start));
            body.add(frame.payload());
        }
        var head = AppendData.newBuilder().setOffset(from).build().toByteArray();
        return new Parcel(head, body);
    }

    private void receive() throws IOException, RefusedException, InterruptedException {
        Optional<AppendReply> received;
        try {
            received = wire.receive(TICK);
        } catch (CallFailedException e) {
            if (e.kind() == CallFailedException.Kind.DEADLINE) {
                giveUpIfStuck();
                return;
            }
            throw e;
        }
        if (received.isEmpty()) {
            lose(Loss.ofFirst(chunk, "the chunkserver ended the stream"));
            return;
        }
        var reply = received.get();
        advance(reply.getAcknowledged());
        if (reply.hasRefused()) {
            var code = RefusalCode.ofNumber(reply.getRefused().getCode());
            lose(refusedBy(reply.getFailedServer(), code, reply.getRefused().getReason()));
        } else if (!reply.getFailedServer().isEmpty()) {
            lose(Loss.of(reply.getFailedServer(), "a member failed"));
        }
    }

    private void advance(long to) throws CallFailedException {
        var done = new ArrayList<Frame>();
        long bytes = 0;
        lock.lock();
        try {
            if (to > length) {
                throw new CallFailedException(
                        CallFailedException.Kind.BROKEN,
                        "%d acknowledged of %d".formatted(to, length));
            }
            if (over || to <= acknowledged) {
                return;
            }
            acknowledged = to;
            progressAt = clock.monotonicNanos();
            while (!unacknowledged.isEmpty() && unacknowledged.peek().header().end() <= to) {
                var frame = unacknowledged.remove();
                bytes += frame.bytes();
                done.add(frame);
            }
        } finally {
            lock.unlock();
        }
        done.forEach(frame -> frame.acknowledged(chunk));
        end.progressed(bytes);
    }

    private void giveUpIfStuck() {
        boolean stuck;
        lock.lock();
        try {
            stuck =
                    !unacknowledged.isEmpty()
                            && clock.monotonicNanos() - progressAt > patience.toNanos();
        } finally {
            lock.unlock();
        }
        if (stuck) {
            lose(Loss.ofFirst(chunk, "no progress for " + patience.toMillis() + " ms"));
        }
    }

    /** True once nothing is left to wait for; tells the lane if that is a good end. */
    private boolean isDrained() {
        long reached;
        lock.lock();
        try {
            if (over) {
                return true;
            }
            if (!finishing || !unacknowledged.isEmpty()) {
                return false;
            }
            over = true;
            reached = acknowledged;
        } finally {
            lock.unlock();
        }
        wire.finish();
        end.finished(chunk, reached);
        return true;
    }

    private void lose(Loss loss) {
        List<Frame> back;
        long reached;
        lock.lock();
        try {
            if (over) {
                return;
            }
            over = true;
            reached = acknowledged;
            back = List.copyOf(unacknowledged);
            unacknowledged.clear();
        } finally {
            lock.unlock();
        }
        wire.close();
        end.lost(chunk, loss, reached, back);
    }

    /** A chunk that is not ours any more is nobody's failure. */
    private static Loss refusedBy(String server, RefusalCode code, @Nullable String reason) {
        return code == RefusalCode.STALE_CHUNK || server.isEmpty()
                ? new Loss(code + ": " + reason, Optional.empty())
                : Loss.of(server, code + ": " + reason);
    }
}
