package io.penumbra.master.lead;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.port.Address;
import io.penumbra.proto.Led;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one shadow is sent. Bounded: a slow shadow misses entries and reads them from ZooKeeper; of
 * several beats that it did not take it gets the newest.
 */
public final class Feed {
    private static final int BYTES_MAX = 16 << 20;

    private final Address endpoint;
    private final long pid;
    private final String version;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<Led> pushes = new ArrayDeque<>();

    @GuardedBy("lock")
    private int bytes;

    @GuardedBy("lock")
    private @Nullable Led beat;

    @GuardedBy("lock")
    private boolean closed;

    private volatile long appliedIndex;

    Feed(Address endpoint, long pid, String version) {
        this.endpoint = endpoint;
        this.pid = pid;
        this.version = version;
    }

    public Address endpoint() {
        return endpoint;
    }

    public long pid() {
        return pid;
    }

    /** Of its program. */
    public String version() {
        return version;
    }

    /** The last record that the shadow says it has applied. */
    public long appliedIndex() {
        return appliedIndex;
    }

    public void progressed(long index) {
        appliedIndex = index;
    }

    void push(Led entry) {
        lock.lock();
        try {
            if (bytes + entry.getSerializedSize() <= BYTES_MAX) {
                pushes.addLast(entry);
                bytes += entry.getSerializedSize();
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    void beat(Led newest) {
        lock.lock();
        try {
            beat = newest;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to send; nothing once closed. */
    public List<Led> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (pushes.isEmpty() && beat == null && !closed) {
                filled.await();
            }
            if (closed) {
                return List.of();
            }
            var taken = new ArrayDeque<>(pushes);
            pushes.clear();
            bytes = 0;
            if (beat != null) {
                taken.addLast(beat);
                beat = null;
            }
            return List.copyOf(taken);
        } finally {
            lock.unlock();
        }
    }

    public void close() {
        lock.lock();
        try {
            closed = true;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }
}
