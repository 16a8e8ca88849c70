package io.penumbra.core.port;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Time, and every way of waiting for it. Code outside {@code platform} never waits with a timeout
 * by other means: the simulation could not see it.
 */
public interface Clock {
    /** May jump, may be hours off. For people and for journal time. */
    Instant wall();

    /** Never goes back within one process; means nothing outside it. */
    long monotonicNanos();

    void sleep(Duration duration) throws InterruptedException;

    /** Waits for {@code future}; it is left running when the time is up. */
    <T> T await(CompletableFuture<T> future, Duration atMost)
            throws InterruptedException, ExecutionException, TimeoutException;

    /** Runs {@code task} once, soon after {@code delay}, on a thread that it must not block. */
    Timer after(Duration delay, Runnable task);

    interface Timer {
        /** The task does not start after this returns; one that has started goes on. */
        void cancel();
    }
}
