package io.penumbra.simulation;

import io.penumbra.testkit.sim.SimulationFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * Runs the cluster from many seeds: {@code [--seed S] [--seconds N [--stride T]]}. With a seed
 * alone it runs that one and prints what happens; with seconds, too, it begins there and takes
 * every T-th.
 *
 * <p>One run at a time in one JVM: two at once would wait for each other at monitors and locks that
 * belong to the JVM, and no run would be repeatable.
 */
public final class Simulate {
    private static final long SECONDS_DEFAULT = 60;

    private Simulate() {}

    public static void main(String[] arguments) {
        Map<String, Long> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            options.put(arguments[i], Long.parseLong(arguments[i + 1]));
        }
        long seed = options.getOrDefault("--seed", 1L);
        if (options.containsKey("--seed") && !options.containsKey("--seconds")) {
            System.out.println(ClusterRun.of(seed, Collaborators.SOUND));
            return;
        }
        long nanosMax = options.getOrDefault("--seconds", SECONDS_DEFAULT) * 1_000_000_000;
        long begin = System.nanoTime();
        var result =
                many(
                        seed,
                        options.getOrDefault("--stride", 1L),
                        _ -> System.nanoTime() - begin < nanosMax,
                        failure -> System.out.println(failure.getMessage()));
        System.out.println(result);
        if (result.failed > 0) {
            System.exit(1);
        }
    }

    /** What many runs came to. The script adds up the lines of several. */
    record Result(long seeds, long failed, Duration virtual, long acknowledged) {
        @Override
        public String toString() {
            return "%d seeds, %d failed, %.4f virtual hours, %d acknowledged changes"
                    .formatted(seeds, failed, virtual.toMillis() / 3_600_000.0, acknowledged);
        }
    }

    /** Every {@code stride}-th seed while asked to go on. */
    static Result many(
            long firstSeed,
            long stride,
            LongPredicate goesOnAfter,
            Consumer<SimulationFailure> failures) {
        long seeds = 0;
        long failed = 0;
        long acknowledged = 0;
        var virtual = Duration.ZERO;
        while (goesOnAfter.test(seeds)) {
            try {
                var report = ClusterRun.of(firstSeed + seeds * stride, Collaborators.SOUND);
                acknowledged += report.acknowledged();
                virtual = virtual.plus(report.virtualTime());
            } catch (SimulationFailure e) {
                failed++;
                failures.accept(e);
            }
            seeds++;
        }
        return new Result(seeds, failed, virtual, acknowledged);
    }
}
