package io.penumbra.zclient.data;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.Invariant;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was granted ahead. Handed out without waiting while there is some, and fetched in the
 * background when half is gone: more at a time when that was within {@link #AHEAD}, else fewer.
 */
final class Stock<T> {
    /** How long one fetch should last. */
    private static final Duration AHEAD = Duration.ofSeconds(2);

    interface Source<T> {
        List<T> fetch(int count) throws IOException, RefusedException, InterruptedException;
    }

    /** What is too old to be used is dropped. */
    private final Predicate<T> usable;

    private final Source<T> source;
    private final int least;
    private final int most;
    private final Clock clock;
    private final Threads threads;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<T> left = new ArrayDeque<>();

    @GuardedBy("lock")
    private int aim;

    @GuardedBy("lock")
    private long fetchedAt;

    @GuardedBy("lock")
    private boolean fetching;

    // Of the last fetch, for those who waited for it.
    @GuardedBy("lock")
    private @Nullable Exception failure;

    @GuardedBy("lock")
    private long fetches;

    Stock(
            int least,
            int most,
            Predicate<T> usable,
            Source<T> source,
            Clock clock,
            Threads threads) {
        Invariant.check(least > 0 && least <= most, "stock of %s to %s", least, most);
        this.least = least;
        this.most = most;
        this.usable = usable;
        this.source = source;
        this.clock = clock;
        this.threads = threads;
        aim = least;
        fetchedAt = clock.monotonicNanos();
    }

    T take() throws IOException, RefusedException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                left.removeIf(one -> !usable.test(one));
                var one = left.poll();
                if (2 * left.size() <= aim && !fetching) {
                    fetchMore();
                }
                if (one != null) {
                    return one;
                }
                awaitFetch();
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void awaitFetch() throws IOException, RefusedException, InterruptedException {
        long awaited = fetches;
        while (fetches == awaited) {
            changed.await();
        }
        switch (failure) {
            case null -> {}
            case RefusedException refused -> throw new RefusedException(refused.refusal());
            case IOException broken -> throw new IOException(broken.getMessage(), broken);
            default -> throw new IllegalStateException(failure);
        }
    }

    @GuardedBy("lock")
    private void fetchMore() {
        long now = clock.monotonicNanos();
        boolean fast = fetches > 0 && now - fetchedAt < AHEAD.toNanos();
        aim = fast ? Math.min(most, aim * 2) : Math.max(least, aim / 2);
        fetchedAt = now;
        int count = aim - left.size();
        if (count <= 0) {
            // Asking for less than before, there is enough: to fetch nothing would be a failure.
            return;
        }
        fetching = true;
        threads.virtual("fetch grants", () -> fetch(count));
    }

    private void fetch(int count) {
        List<T> fetched = List.of();
        @Nullable Exception met = null;
        try {
            fetched = source.fetch(count);
            if (fetched.isEmpty()) {
                met = new IOException("the master granted nothing");
            }
        } catch (IOException | RefusedException e) {
            met = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            met = new IOException("interrupted", e);
        } finally {
            lock.lock();
            try {
                left.addAll(fetched);
                failure = met;
                fetching = false;
                fetches++;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
