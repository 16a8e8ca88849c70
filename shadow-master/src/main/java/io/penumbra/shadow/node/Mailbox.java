package io.penumbra.shadow.node;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Steps for one owner thread. Those who {@link #put} wait while it is full; what comes from timers
 * and is little is {@link #post posted}.
 */
final class Mailbox {
    private static final int STEPS_MAX = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<Runnable> steps = new ArrayDeque<>();

    void put(Runnable step) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (steps.size() >= STEPS_MAX) {
                changed.await();
            }
            add(step);
        } finally {
            lock.unlock();
        }
    }

    void post(Runnable step) {
        lock.lock();
        try {
            add(step);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void add(Runnable step) {
        steps.addLast(step);
        changed.signalAll();
    }

    Runnable take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (steps.isEmpty()) {
                changed.await();
            }
            changed.signalAll();
            return steps.removeFirst();
        } finally {
            lock.unlock();
        }
    }
}
