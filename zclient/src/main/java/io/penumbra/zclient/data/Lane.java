package io.penumbra.zclient.data;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.Limits;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.zclient.meta.MasterClient;
import io.penumbra.zclient.meta.Peers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Frames go in, and are acknowledged in whichever chunk they came to stand. One chunk after the
 * other is filled; when one is lost, what it had not acknowledged goes into the next at once. What
 * queues up while a message is sent goes with the next.
 *
 * <p>One sending thread, one receiving thread for each chunk that is not acknowledged yet.
 */
final class Lane implements AutoCloseable, ChunkStream.End {
    /** Enough for 1 GiB/s at 8 ms from sending to acknowledgement. */
    private static final long UNDER_WAY_BYTES_MAX = 8L << 20;

    /** What is left of a message beside the frames. */
    private static final int MESSAGE_FRAMES_BYTES_MAX = Limits.MESSAGE_BYTES_MAX - 1_024;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final int PAUSE_DOUBLINGS_MAX = 5;

    // Constant after construction.
    private final String storageClass;
    private final Grants grants;
    private final MasterClient master;
    private final Peers peers;
    private final Clock clock;
    private final Threads threads;
    private final Duration operationDeadline;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<Frame> queue = new ArrayDeque<>();

    // Queued, or sent and not acknowledged.
    @GuardedBy("lock")
    private long underWay;

    // Chunks lost since anything was acknowledged.
    @GuardedBy("lock")
    private int losses;

    @GuardedBy("lock")
    private long progressAt;

    @GuardedBy("lock")
    private boolean closed;

    // Confined to the sending thread.
    private @Nullable ChunkStream open;

    Lane(String storageClass, Grants grants, Ways ways) {
        this.storageClass = storageClass;
        this.grants = grants;
        this.master = ways.master();
        this.peers = ways.peers();
        this.clock = ways.clock();
        this.threads = ways.threads();
        this.operationDeadline = ways.operationDeadline();
    }

    /** What every part of the data path works through. */
    record Ways(
            MasterClient master,
            Peers peers,
            Clock clock,
            Threads threads,
            Duration operationDeadline) {}

    void start() {
        threads.virtual("lane", this::run);
    }

    /** Waits while too much is under way. */
    void submit(List<Frame> frames) throws RefusedException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (underWay >= UNDER_WAY_BYTES_MAX && !closed) {
                changed.await();
            }
            if (closed) {
                throw new RefusedException(RefusalCode.UNAVAILABLE, "", "the client is closed");
            }
            if (underWay == 0) {
                progressAt = clock.monotonicNanos();
            }
            for (var frame : frames) {
                queue.add(frame);
                underWay += frame.bytes();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void progressed(long bytes) {
        lock.lock();
        try {
            underWay -= bytes;
            losses = 0;
            progressAt = clock.monotonicNanos();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void finished(GrantedChunk chunk, long acknowledged) {
        grants.release(chunk, acknowledged, "");
    }

    @Override
    public void lost(
            GrantedChunk chunk,
            ChunkStream.Loss loss,
            long acknowledged,
            List<Frame> unacknowledged) {
        loss.failed().ifPresent(grants::avoid);
        grants.release(chunk, acknowledged, loss.reason());
        boolean hopeless;
        lock.lock();
        try {
            losses++;
            unacknowledged.reversed().forEach(queue::addFirst);
            hopeless = closed || clock.monotonicNanos() - progressAt > operationDeadline.toNanos();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        unacknowledged.forEach(Frame::lost);
        if (hopeless) {
            failQueued(
                    new RefusedException(
                            RefusalCode.UNAVAILABLE,
                            "",
                            "no chunk could be written: " + loss.reason()));
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (awaitFrames()) {
                sendSome();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
            leaveChunk();
            failQueued(new IOException("the client was closed"));
        }
    }

    private boolean awaitFrames() throws InterruptedException {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                changed.await();
            }
            return !queue.isEmpty() && !closed;
        } finally {
            lock.unlock();
        }
    }

    private void sendSome() throws InterruptedException {
        var frames = nextFrames();
        if (frames.isEmpty()) {
            return;
        }
        try {
            var stream = writable(frames.getFirst());
            int sent = stream.isPresent() ? stream.get().send(frames) : 0;
            returnToQueue(frames.subList(sent, frames.size()));
        } catch (IOException | RefusedException e) {
            returnToQueue(frames);
            failQueued(e);
        }
    }

    /** What fits one message. */
    private List<Frame> nextFrames() {
        lock.lock();
        try {
            var frames = new ArrayList<Frame>();
            int bytes = 0;
            while (!queue.isEmpty() && bytes + queue.peek().bytes() <= MESSAGE_FRAMES_BYTES_MAX) {
                bytes += queue.peek().bytes();
                frames.add(queue.remove());
            }
            return frames;
        } finally {
            lock.unlock();
        }
    }

    private void returnToQueue(List<Frame> frames) {
        lock.lock();
        try {
            frames.reversed().forEach(queue::addFirst);
        } finally {
            lock.unlock();
        }
    }

    /** The chunk to append to; empty if the next one could not be reached. */
    private Optional<ChunkStream> writable(Frame frame)
            throws IOException, RefusedException, InterruptedException {
        var present = open;
        if (present == null
                || !present.takes(frame)
                || !grants.isHolder(present.chunk().holder())) {
            leaveChunk();
            pauseAfterLosses();
            open = openStream(grants.chunk(storageClass));
        }
        return Optional.ofNullable(open);
    }

    private @Nullable ChunkStream openStream(GrantedChunk chunk) throws InterruptedException {
        var first = chunk.members().getFirst();
        try {
            var wire = peers.at(first.getEndpoint()).open(Wire.APPEND);
            wire.send(ChunkStream.opening(chunk, master.cluster()));
            var stream = new ChunkStream(chunk, wire, clock, this);
            threads.virtual("append " + chunk.chunk(), stream::run);
            return stream;
        } catch (IOException e) {
            var loss = ChunkStream.Loss.ofFirst(chunk, String.valueOf(e.getMessage()));
            lost(chunk, loss, chunk.grant().getFromOffset(), List.of());
            return null;
        }
    }

    private void leaveChunk() {
        if (open != null) {
            open.finish();
            open = null;
        }
    }

    /** The first loss costs no wait; when nothing at all goes through, each costs more. */
    private void pauseAfterLosses() throws InterruptedException {
        int met;
        lock.lock();
        try {
            met = losses;
        } finally {
            lock.unlock();
        }
        if (met > 1) {
            clock.sleep(FIRST_PAUSE.multipliedBy(1L << Math.min(met, PAUSE_DOUBLINGS_MAX)));
        }
    }

    private void failQueued(Exception cause) {
        List<Frame> failed;
        lock.lock();
        try {
            failed = List.copyOf(queue);
            queue.clear();
            for (var frame : failed) {
                underWay -= frame.bytes();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        failed.forEach(frame -> frame.failed(cause));
    }
}
