package io.penumbra.chunkserver.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One fsync at a time of one file, for all who asked before it began. */
public final class SharedSync {
    /** What makes the file durable. */
    public interface Sync {
        void run() throws IOException, RefusedException, InterruptedException;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();

    @GuardedBy("lock")
    private long begun;

    // The latest that succeeded.
    @GuardedBy("lock")
    private long done;

    @GuardedBy("lock")
    private boolean running;

    /** Returns when a sync that began after this call has ended. */
    public void sync(Sync sync) throws IOException, RefusedException, InterruptedException {
        long mine = begin();
        if (mine == 0) {
            return;
        }
        boolean succeeded = false;
        try {
            sync.run();
            succeeded = true;
        } finally {
            end(mine, succeeded);
        }
    }

    /** The number of the sync that the caller is to run; zero if another has done it. */
    private long begin() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long wanted = begun + 1;
            while (running && done < wanted) {
                ended.await();
            }
            if (done >= wanted) {
                return 0;
            }
            running = true;
            return ++begun;
        } finally {
            lock.unlock();
        }
    }

    private void end(long number, boolean succeeded) {
        lock.lock();
        try {
            running = false;
            done = succeeded ? number : done;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
