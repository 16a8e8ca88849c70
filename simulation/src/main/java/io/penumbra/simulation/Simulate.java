package io.penumbra.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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
        System.out.println(
                many(
                        seed,
                        options.getOrDefault("--stride", 1L),
                        _ -> System.nanoTime() - begin < nanosMax));
    }

    /** How many runs did in real time. */
    record Result(long seeds, Duration virtual, long acknowledged, Duration real) {
        @Override
        public String toString() {
            double minutes = real.toMillis() / 60_000.0;
            return ("%d seeds in %d s: %.0f seeds per minute, %.2f virtual hours per minute,"
                            + " %d acknowledged changes")
                    .formatted(
                            seeds,
                            real.toSeconds(),
                            seeds / minutes,
                            virtual.toSeconds() / 3600.0 / minutes,
                            acknowledged);
        }
    }

    /** Every {@code stride}-th seed while asked to go on; a failure ends it. */
    static Result many(long firstSeed, long stride, LongPredicate goesOnAfter) {
        long begin = System.nanoTime();
        long seeds = 0;
        long acknowledged = 0;
        var virtual = Duration.ZERO;
        while (goesOnAfter.test(seeds)) {
            var report = ClusterRun.of(firstSeed + seeds * stride, Collaborators.SOUND);
            seeds++;
            acknowledged += report.acknowledged();
            virtual = virtual.plus(report.virtualTime());
        }
        return new Result(
                seeds, virtual, acknowledged, Duration.ofNanos(System.nanoTime() - begin));
    }
}
