package io.penumbra.platform.rocksdb;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts who is inside the native library: memory freed under a reader would end the JVM. Closing
 * lets nobody in and waits for those inside.
 */
final class Users {
    private static final long CLOSED = Long.MIN_VALUE;

    private final AtomicLong inside = new AtomicLong();

    void enter() {
        if (inside.incrementAndGet() < 0) {
            inside.decrementAndGet();
            throw new IllegalStateException("the state store is closed");
        }
    }

    void leave() {
        inside.decrementAndGet();
    }

    /** True when this call closed it. */
    boolean close() {
        long before = inside.getAndUpdate(count -> count < 0 ? count : count + CLOSED);
        return before >= 0;
    }

    boolean awaitNobody(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (inside.get() != CLOSED) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(200_000);
        }
        return true;
    }
}
