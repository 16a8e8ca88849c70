package io.penumbra.simulation.broken;

import io.penumbra.core.port.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/** Waits as it should, but for some seconds it shows the same time, and then the right one. */
public final class StoppedClock implements Clock {
    private static final Duration RUNS_FOR = Duration.ofSeconds(2);
    private static final Duration STANDS_FOR = Duration.ofSeconds(11);

    private final Clock clock;
    private final Instant wallEnd;
    private final long monotonicEnd;

    private StoppedClock(Clock clock) {
        this.clock = clock;
        this.wallEnd = clock.wall().plus(RUNS_FOR);
        this.monotonicEnd = clock.monotonicNanos() + RUNS_FOR.toNanos();
    }

    /** Breaks the clock of whoever asks first. */
    public static UnaryOperator<Clock> ofTheFirst() {
        var taken = new AtomicBoolean();
        return clock -> taken.getAndSet(true) ? clock : new StoppedClock(clock);
    }

    @Override
    public Instant wall() {
        var now = clock.wall();
        return stands() ? wallEnd : now;
    }

    @Override
    public long monotonicNanos() {
        return stands() ? monotonicEnd : clock.monotonicNanos();
    }

    private boolean stands() {
        long since = clock.monotonicNanos() - monotonicEnd;
        return since > 0 && since < STANDS_FOR.toNanos();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        clock.sleep(duration);
    }

    @Override
    public <T> T await(CompletableFuture<T> future, Duration atMost)
            throws InterruptedException, ExecutionException, TimeoutException {
        return clock.await(future, atMost);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        return clock.after(delay, task);
    }
}
