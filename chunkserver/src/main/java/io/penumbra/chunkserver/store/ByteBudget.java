package io.penumbra.chunkserver.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many received bytes may wait to be written, over all streams. Whoever holds a part of it
 * waits for nothing but this server's disk, so servers that send to each other cannot wait in a
 * ring.
 */
final class ByteBudget {
    private final long bytes;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition freed = lock.newCondition();

    @GuardedBy("lock")
    private long free;

    ByteBudget(long bytes) {
        this.bytes = bytes;
        free = bytes;
    }

    /** Waits until there is anything left, so a single large piece always fits. */
    void take(int wanted) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (free <= 0) {
                freed.await();
            }
            free -= wanted;
        } finally {
            lock.unlock();
        }
    }

    void give(int given) {
        lock.lock();
        try {
            free += given;
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long taken() {
        lock.lock();
        try {
            return bytes - free;
        } finally {
            lock.unlock();
        }
    }
}
