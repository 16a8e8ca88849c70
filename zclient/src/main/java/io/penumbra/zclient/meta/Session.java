package io.penumbra.zclient.meta;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.Sequence;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/** One life of this client as the master knows it, and the numbers of its commands. */
final class Session {
    private final ClientId client;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final TreeSet<Sequence> unanswered = new TreeSet<>();

    @GuardedBy("lock")
    private Sequence next = new Sequence(1);

    @GuardedBy("lock")
    private boolean ended;

    @GuardedBy("lock")
    private boolean kept;

    Session(ClientId client) {
        this.client = client;
    }

    ClientId client() {
        return client;
    }

    /** Takes a number; until {@link #settle} its outcome may be asked for again. */
    Sequence begin() {
        lock.lock();
        try {
            var taken = next;
            next = taken.next();
            unanswered.add(taken);
            return taken;
        } finally {
            lock.unlock();
        }
    }

    void settle(Sequence sequence) {
        lock.lock();
        try {
            unanswered.remove(sequence);
        } finally {
            lock.unlock();
        }
    }

    Sequence lowestUnanswered() {
        lock.lock();
        try {
            return unanswered.isEmpty() ? next : unanswered.first();
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
        } finally {
            lock.unlock();
        }
    }

    boolean hasEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** True for the first who asks that it be kept alive. */
    boolean keep() {
        lock.lock();
        try {
            boolean first = !kept;
            kept = true;
            return first;
        } finally {
            lock.unlock();
        }
    }
}
