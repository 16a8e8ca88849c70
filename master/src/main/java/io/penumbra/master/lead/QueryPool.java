package io.penumbra.master.lead;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.port.Threads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A few threads of their own for what reads the state, and a bounded queue before them. */
public final class QueryPool implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int WAITING_MAX = 8_192;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Thread> workers = new ArrayList<>(THREADS);

    @GuardedBy("lock")
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private boolean closed;

    public QueryPool(Threads threads) {
        for (int i = 0; i < THREADS; i++) {
            workers.add(threads.platform("query-" + i, this::work));
        }
    }

    /** False when too many wait, or none are taken any more. */
    public boolean offer(Runnable query) {
        lock.lock();
        try {
            if (closed || waiting.size() >= WAITING_MAX) {
                return false;
            }
            waiting.addLast(query);
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when no query runs any more; what waits is dropped. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            for (var worker : workers) {
                worker.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try {
            while (true) {
                take().run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Runnable take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty()) {
                if (closed) {
                    throw new InterruptedException("closed");
                }
                changed.await();
            }
            return waiting.removeFirst();
        } finally {
            lock.unlock();
        }
    }
}
