package io.penumbra.master.loop;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.Invariant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for the loop: clients' commands, bounded in number and bytes until they are answered,
 * and steps of the loop's own doing, which are few.
 */
final class Inbox {
    private final int commandsMax;
    private final long bytesMax;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<Submission> commands = new ArrayDeque<>();

    @GuardedBy("lock")
    private final ArrayDeque<Runnable> steps = new ArrayDeque<>();

    @GuardedBy("lock")
    private int admitted;

    @GuardedBy("lock")
    private long admittedBytes;

    @GuardedBy("lock")
    private boolean closed;

    Inbox(int commandsMax, long bytesMax) {
        this.commandsMax = commandsMax;
        this.bytesMax = bytesMax;
    }

    enum Admission {
        ADMITTED,
        FULL,
        CLOSED
    }

    /** Takes all or none. */
    Admission offer(List<? extends Submission> submissions) {
        long bytes = 0;
        for (var submission : submissions) {
            bytes += submission.bytes();
        }
        lock.lock();
        try {
            if (closed) {
                return Admission.CLOSED;
            }
            if (admitted + submissions.size() > commandsMax || admittedBytes + bytes > bytesMax) {
                return Admission.FULL;
            }
            admitted += submissions.size();
            admittedBytes += bytes;
            commands.addAll(submissions);
            filled.signal();
            return Admission.ADMITTED;
        } finally {
            lock.unlock();
        }
    }

    /** From this leader itself: never refused for want of room; false once closed. */
    boolean force(Submission submission) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            admitted++;
            commands.addLast(submission);
            filled.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Runs a step on the loop's thread; dropped once closed. */
    void post(Runnable step) {
        lock.lock();
        try {
            if (!closed) {
                steps.addLast(step);
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something, then moves everything out. */
    void takeAll(ArrayDeque<Submission> commandsOut, ArrayDeque<Runnable> stepsOut)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (commands.isEmpty() && steps.isEmpty() && !closed) {
                filled.await();
            }
            commandsOut.addAll(commands);
            commands.clear();
            stepsOut.addAll(steps);
            steps.clear();
        } finally {
            lock.unlock();
        }
    }

    void answered(int submissions, long bytes) {
        lock.lock();
        try {
            admitted -= submissions;
            admittedBytes -= bytes;
            Invariant.check(admitted >= 0, "answered more than was admitted");
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
