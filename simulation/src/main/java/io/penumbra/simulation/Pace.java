package io.penumbra.simulation;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How fast things happen in a run. Most runs crowd faults and work into a short time; some go on
 * for long, so that what waits for minutes has its turn, and what is healed is left alone.
 *
 * @param troubled how long faults strike
 * @param betweenFaultsMax from one to the next
 * @param faultMax how long most last
 * @param longFaultMax how long the others last
 * @param thinkingMinNanos the least that a client's longest pause may be
 */
record Pace(
        Duration troubled,
        Duration betweenFaultsMax,
        Duration faultMax,
        Duration longFaultMax,
        long thinkingMinNanos) {
    /** One run in so many is a long one. */
    private static final int LONG_RUN_EVERY = 8;

    static final Pace SHORT =
            new Pace(
                    Duration.ofSeconds(12),
                    Duration.ofMillis(2_500),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(12),
                    200_000_000L);

    static final Pace LONG =
            new Pace(
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(90),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(90),
                    5_000_000_000L);

    static Pace of(RandomGenerator random) {
        return random.nextInt(LONG_RUN_EVERY) == 0 ? LONG : SHORT;
    }
}
