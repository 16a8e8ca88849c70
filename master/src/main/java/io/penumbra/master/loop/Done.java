package io.penumbra.master.loop;

import io.penumbra.core.port.Clock;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.proto.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Waits for a command that the leader asks of itself, and learns whether it was done. */
public final class Done implements Waiter {
    private final CompletableFuture<Optional<Outcome>> told = new CompletableFuture<>();

    @Override
    public void outcome(Outcome outcome) {
        told.complete(Optional.of(outcome));
    }

    @Override
    public void refused(Refusal refusal) {
        told.complete(Optional.empty());
    }

    /** False also if nothing is known of it by then. */
    public boolean await(Clock clock, Duration atMost) throws InterruptedException {
        return outcome(clock, atMost).filter(Outcome::hasDone).isPresent();
    }

    /** Empty if nothing is known of it by then. */
    public Optional<Outcome> outcome(Clock clock, Duration atMost) throws InterruptedException {
        try {
            return clock.await(told, atMost);
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        }
    }
}
