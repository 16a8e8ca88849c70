package io.penumbra.testkit.sim;

import org.jspecify.annotations.Nullable;

/** A run that broke a promise. The message begins with the seed that shows it again. */
public final class SimulationFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    public SimulationFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
