package io.penumbra.zclient.meta;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.port.Clock;
import java.time.Duration;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The moments at which this client has files open. While there are any, the oldest of them is told
 * now and then, so that nothing that is being read is forgotten; what is read quickly costs
 * nothing.
 */
final class OpenReads implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Clock clock;
    private final Consumer<JournalIndex> tell;

    /** How many files are open at each. */
    @GuardedBy("this")
    private final TreeMap<JournalIndex, Integer> open = new TreeMap<>();

    @GuardedBy("this")
    private boolean ticking;

    @GuardedBy("this")
    private boolean closed;

    /**
     * @param tell must not block
     */
    OpenReads(Clock clock, Consumer<JournalIndex> tell) {
        this.clock = clock;
        this.tell = tell;
    }

    /**
     * A file is open as it was at {@code index}.
     *
     * @return to be run once, when it is not open any more
     */
    synchronized Runnable opened(JournalIndex index) {
        open.merge(index, 1, Integer::sum);
        if (!ticking && !closed) {
            ticking = true;
            tickLater();
        }
        return () -> ended(index);
    }

    private synchronized void ended(JournalIndex index) {
        if (open.merge(index, -1, Integer::sum) == 0) {
            open.remove(index);
        }
    }

    @GuardedBy("this")
    private void tickLater() {
        var _ = clock.after(EVERY, this::tick);
    }

    private void tick() {
        JournalIndex oldest;
        synchronized (this) {
            if (open.isEmpty() || closed) {
                ticking = false;
                return;
            }
            oldest = open.firstKey();
            tickLater();
        }
        tell.accept(oldest);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
