package io.penumbra.chunkserver.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one writer of a chunk. What arrives while a write is under way goes into one next write; what
 * is written while a sync is under way shares the next sync.
 */
public final class Appender implements AutoCloseable {
    private static final int WRITE_BYTES_MAX = 8 << 20;

    /** Hears on a thread of the pool, which it must not block. */
    public interface Listener {
        /** As durable as the class asks, up to here. */
        void durable(long length);

        /** Nothing more will be written. */
        void failed(Refusal why);
    }

    /** Whether a byte counts once it is synced, or once it is written. */
    public enum Durability {
        SYNCED,
        WRITTEN
    }

    /**
     * Frames to be written.
     *
     * @param done to be run when their memory is not needed any more
     */
    private record Waiting(FrameRun run, Runnable done) {}

    /** What a writer says when it begins. */
    public record Opening(
            ChunkVersion version,
            long from,
            StorageClassName storageClass,
            Durability durability) {}

    // Constant after construction.
    private final ChunkLog log;
    private final Opening opening;
    private final IoPool writes;
    private final IoPool syncs;
    private final ByteBudget budget;
    private final Listener listener;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition quiet = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private long accepted;

    @GuardedBy("lock")
    private boolean writing;

    @GuardedBy("lock")
    private boolean syncing;

    @GuardedBy("lock")
    private boolean stopped;

    Appender(ChunkLog log, Opening opening, ChunkStore.Workers workers, Listener listener) {
        this.log = log;
        this.opening = opening;
        this.listener = listener;
        writes = workers.files();
        syncs = workers.syncs();
        budget = workers.unwritten();
        accepted = opening.from();
    }

    /** Checks that these are frames of this writer. */
    public void require(FrameRun run) throws DamagedException {
        if (!run.lowest().equals(opening.version()) || !run.highest().equals(opening.version())) {
            throw new DamagedException(
                    "%s: frame of version %s in a stream of version %s"
                            .formatted(log.id(), run.highest(), opening.version()));
        }
    }

    /**
     * Takes frames that follow those before; waits while too many bytes are unwritten.
     *
     * @param done is run once the frames' memory is not needed any more, also after a failure
     */
    public void append(FrameRun run, Runnable done) throws RefusedException, InterruptedException {
        var next = new Waiting(run, done);
        try {
            budget.take(run.bytes());
        } catch (InterruptedException e) {
            done.run();
            throw e;
        }
        try {
            queue(next);
        } catch (RefusedException e) {
            drop(next);
            throw e;
        }
    }

    private void queue(Waiting next) throws RefusedException {
        var run = next.run();
        lock.lock();
        try {
            if (stopped || run.offset() != accepted) {
                throw stopped
                        ? log.stale("takes no more from this writer")
                        : log.stale("continues at %d, not %d".formatted(accepted, run.offset()));
            }
            waiting.add(next);
            accepted = run.end();
            if (!writing) {
                writing = true;
                writes.execute(this::writeWaiting);
            }
        } finally {
            lock.unlock();
        }
    }

    private void writeWaiting() {
        var batch = takeBatch();
        boolean written = !batch.isEmpty() && write(batch.stream().map(Waiting::run).toList());
        batch.forEach(this::drop);
        if (written && opening.durability() == Durability.WRITTEN) {
            long end = batch.getLast().run().end();
            log.hold(end);
            listener.durable(end);
        }
        wrote(written);
    }

    private boolean write(List<FrameRun> runs) {
        try {
            if (log.written() == 0) {
                log.create(opening.storageClass(), opening.version());
            }
            log.write(runs);
            return true;
        } catch (IOException e) {
            fail(new Refusal(RefusalCode.UNAVAILABLE, log.id().toString(), "write: " + e));
        } catch (RefusedException e) {
            fail(e.refusal());
        }
        return false;
    }

    private void drop(Waiting done) {
        budget.give(done.run().bytes());
        done.done().run();
    }

    private void wrote(boolean anything) {
        lock.lock();
        try {
            if (anything && opening.durability() == Durability.SYNCED && !syncing) {
                syncing = true;
                syncs.execute(this::syncWritten);
            }
            writing = !waiting.isEmpty();
            if (writing) {
                writes.execute(this::writeWaiting);
            }
            quiet.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private List<Waiting> takeBatch() {
        var batch = new ArrayList<Waiting>();
        lock.lock();
        try {
            int bytes = 0;
            while (!waiting.isEmpty() && bytes < WRITE_BYTES_MAX) {
                bytes += waiting.getFirst().run().bytes();
                batch.add(waiting.removeFirst());
            }
        } finally {
            lock.unlock();
        }
        return batch;
    }

    private void syncWritten() {
        long durable = Long.MAX_VALUE;
        try {
            durable = log.sync();
            listener.durable(durable);
        } catch (IOException e) {
            fail(new Refusal(RefusalCode.UNAVAILABLE, log.id().toString(), "sync: " + e));
        } catch (RefusedException e) {
            fail(e.refusal());
        }
        lock.lock();
        try {
            syncing = log.written() > durable;
            if (syncing) {
                syncs.execute(this::syncWritten);
            }
            quiet.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the stream with these words. Not a byte is written after this returns. */
    public void stop(Refusal why) {
        fail(why);
        awaitQuiet();
        log.dismiss(this);
    }

    /** Ends the stream; what still waits is dropped. */
    @Override
    public void close() {
        halt();
        awaitQuiet();
        log.dismiss(this);
    }

    private void fail(Refusal why) {
        if (halt()) {
            listener.failed(why);
        }
    }

    private boolean halt() {
        lock.lock();
        try {
            boolean first = !stopped;
            stopped = true;
            waiting.forEach(this::drop);
            waiting.clear();
            return first;
        } finally {
            lock.unlock();
        }
    }

    private void awaitQuiet() {
        lock.lock();
        try {
            while (writing || syncing) {
                quiet.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
