package io.penumbra.testkit.network;

import java.time.Duration;

/**
 * How a network behaves between two machines.
 *
 * @param delayMin a message takes at least this long
 * @param delayMax most take at most this long
 * @param slowChance the share of messages that take up to {@code slowMax} instead
 * @param breakChance the share of messages that break their connection instead of arriving
 */
public record Weather(
        Duration delayMin,
        Duration delayMax,
        double slowChance,
        Duration slowMax,
        double breakChance) {
    /** A good local network. */
    public static final Weather FAIR =
            new Weather(
                    Duration.ofNanos(50_000),
                    Duration.ofNanos(250_000),
                    0,
                    Duration.ofNanos(250_000),
                    0);

    public Weather withBreaks(double chance) {
        return new Weather(delayMin, delayMax, slowChance, slowMax, chance);
    }

    public Weather withSlow(double chance, Duration max) {
        return new Weather(delayMin, delayMax, chance, max, breakChance);
    }
}
