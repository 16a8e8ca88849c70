package io.penumbra.platform.time;

import io.penumbra.core.port.Clock;
import io.penumbra.platform.process.FaultHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The machine's clocks. All timers share one thread, which starts with the first timer. */
public final class SystemClock implements Clock {
    private final FaultHandler faults;
    private final ScheduledThreadPoolExecutor timers;

    public SystemClock(FaultHandler faults) {
        this.faults = faults;
        this.timers =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("timers").daemon().factory());
        timers.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Instant wall() {
        return Instant.now();
    }

    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }

    @Override
    public <T> T await(CompletableFuture<T> future, Duration atMost)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(TimeUnit.NANOSECONDS.convert(atMost), TimeUnit.NANOSECONDS);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        var scheduled =
                timers.schedule(
                        () -> run(task), TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /** The executor would swallow what escapes. */
    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            throw faults.fatal("a timer failed", e);
        }
    }
}
