package io.penumbra.master.loop;

import io.penumbra.core.port.Clock;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.proto.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Waits for a command that the leader asks of itself, and learns whether it was done. */
public final class Done implements Waiter {
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();

    @Override
    public void outcome(Outcome outcome) {
        done.complete(outcome.hasDone());
    }

    @Override
    public void refused(Refusal refusal) {
        done.complete(false);
    }

    /** False also if nothing is known of it by then. */
    public boolean await(Clock clock, Duration atMost) throws InterruptedException {
        try {
            return clock.await(done, atMost);
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }
}
