package io.penumbra.master.tail;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.master.journal.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest entries that were committed. Bounded: who is slow finds them gone and reads them from
 * ZooKeeper; nobody who adds one ever waits.
 */
final class RecentEntries {
    private static final int BYTES_MAX = 8 << 20;

    /** What is given out at a time. */
    private static final int TAKEN_BYTES_MAX = 256 << 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();

    @GuardedBy("lock")
    private int bytes;

    @GuardedBy("lock")
    private long nudges;

    @GuardedBy("lock")
    private boolean closed;

    void add(Entry entry) {
        lock.lock();
        try {
            entries.addLast(entry);
            bytes += entry.encoded().length;
            while (bytes > BYTES_MAX) {
                bytes -= entries.removeFirst().encoded().length;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whoever waits comes back. */
    void nudge() {
        lock.lock();
        try {
            nudges++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is an entry beyond this one, or somebody nudges; false once closed. */
    boolean await(EntryNumber after) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long before = nudges;
            while (!closed
                    && nudges == before
                    && (entries.isEmpty() || !isAfter(entries.getLast(), after))) {
                changed.await();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Some of the entries beyond this one, the next first; none if that one is not here. */
    List<Entry> after(EntryNumber after) {
        lock.lock();
        try {
            var taken = new ArrayList<Entry>();
            if (entries.isEmpty() || entries.getFirst().number().compareTo(after.next()) > 0) {
                return taken;
            }
            int size = 0;
            for (var entry : entries) {
                if (isAfter(entry, after) && size < TAKEN_BYTES_MAX) {
                    taken.add(entry);
                    size += entry.encoded().length;
                }
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isAfter(Entry entry, EntryNumber number) {
        return entry.number().compareTo(number) > 0;
    }
}
