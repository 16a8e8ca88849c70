package io.penumbra.testkit.sim;

import java.time.Duration;

/** Runs a test's body as a process of a world of its own: waiting costs nothing. */
public final class Simulated {
    private static final Duration PATIENCE = Duration.ofHours(1);

    /** What a process does. */
    @FunctionalInterface
    public interface Body {
        void run(SimProcess process) throws Exception;
    }

    private Simulated() {}

    public static void run(long seed, Body body) {
        var simulation = new Simulation(seed);
        var process = simulation.node("test").boot();
        run(process, body);
    }

    /** Runs {@code body} on a thread of {@code process} until it returns or fails. */
    public static void run(SimProcess process, Body body) {
        var simulation = process.simulation();
        var done = new boolean[1];
        process.threads()
                .virtual(
                        "body",
                        () -> {
                            try {
                                body.run(process);
                            } catch (Exception e) {
                                throw new IllegalStateException(e.toString(), e);
                            }
                            done[0] = true;
                        });
        simulation.runUntil(() -> done[0], PATIENCE, "the body returns");
    }
}
