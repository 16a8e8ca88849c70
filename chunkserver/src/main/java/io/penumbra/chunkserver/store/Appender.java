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
    private final ArrayDeque<FrameRun> waiting = new ArrayDeque<>();

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

    /** Takes frames that follow those before; waits while too many bytes are unwritten. */
    public void append(FrameRun run) throws RefusedException, InterruptedException {
        int bytes = run.bytes().remaining();
        budget.take(bytes);
        lock.lock();
        try {
            if (stopped || run.offset() != accepted) {
                budget.give(bytes);
                throw stopped
                        ? log.stale("takes no more from this writer")
                        : log.stale("continues at %d, not %d".formatted(accepted, run.offset()));
            }
            waiting.add(run);
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
        if (batch.isEmpty()) {
            wrote(batch);
            return;
        }
        int bytes = batch.stream().mapToInt(run -> run.bytes().remaining()).sum();
        try {
            if (log.written() == 0) {
                log.create(opening.storageClass(), opening.version());
            }
            log.write(batch);
        } catch (IOException e) {
            fail(new Refusal(RefusalCode.UNAVAILABLE, log.id().toString(), "write: " + e));
            batch = List.of();
        } catch (RefusedException e) {
            fail(e.refusal());
            batch = List.of();
        } finally {
            budget.give(bytes);
        }
        if (!batch.isEmpty() && opening.durability() == Durability.WRITTEN) {
            long end = batch.getLast().end();
            log.hold(end);
            listener.durable(end);
        }
        wrote(batch);
    }

    private void wrote(List<FrameRun> batch) {
        lock.lock();
        try {
            if (!batch.isEmpty() && opening.durability() == Durability.SYNCED && !syncing) {
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

    private List<FrameRun> takeBatch() {
        var batch = new ArrayList<FrameRun>();
        lock.lock();
        try {
            int bytes = 0;
            while (!waiting.isEmpty() && bytes < WRITE_BYTES_MAX) {
                bytes += waiting.getFirst().bytes().remaining();
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
            waiting.forEach(run -> budget.give(run.bytes().remaining()));
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
