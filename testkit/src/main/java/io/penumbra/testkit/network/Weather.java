package io.penumbra.testkit.network;

import java.time.Duration;

/**
 * How a network behaves between two machines.
 *
 * @param delayMin a message takes at least this long
 * @param delayMax most take at most this long
 * @param slowChance the share of messages that take up to {@code slowMax} instead
 * @param breakChance the share of messages that break their connection instead of arriving
 * @param lateMax half of those arrive all the same, up to this much later, when their sender has
 *     long given the connection up and may have said the same on another; zero: none do
 */
public record Weather(
        Duration delayMin,
        Duration delayMax,
        double slowChance,
        Duration slowMax,
        double breakChance,
        Duration lateMax) {
    /** A good local network. */
    public static final Weather FAIR =
            new Weather(
                    Duration.ofNanos(50_000),
                    Duration.ofNanos(250_000),
                    0,
                    Duration.ofNanos(250_000),
                    0,
                    Duration.ZERO);

    public Weather withBreaks(double chance) {
        return new Weather(delayMin, delayMax, slowChance, slowMax, chance, lateMax);
    }

    public Weather withSlow(double chance, Duration max) {
        return new Weather(delayMin, delayMax, chance, max, breakChance, lateMax);
    }

    public Weather withLateArrivals(Duration max) {
        return new Weather(delayMin, delayMax, slowChance, slowMax, breakChance, max);
    }
}
