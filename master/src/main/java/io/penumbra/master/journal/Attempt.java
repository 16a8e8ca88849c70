package io.penumbra.master.journal;

import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.core.port.Coordinator.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** One commit that the caller waits for; no answer in time is an unknown outcome. */
final class Attempt {
    private static final Duration AT_MOST = Duration.ofSeconds(10);

    private Attempt() {}

    static Outcome commit(Coordinator coordinator, Clock clock, List<Change> changes)
            throws InterruptedException {
        try {
            return clock.await(coordinator.commit(changes), AT_MOST);
        } catch (TimeoutException e) {
            return new Outcome.Unknown("no answer within " + AT_MOST.toSeconds() + " s");
        } catch (ExecutionException e) {
            return new Outcome.Unknown(String.valueOf(e.getCause()));
        }
    }
}
