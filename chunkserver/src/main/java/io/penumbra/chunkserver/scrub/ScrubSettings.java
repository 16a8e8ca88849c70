package io.penumbra.chunkserver.scrub;

import java.time.Duration;

/**
 * How a chunkserver looks for damage that nobody has met.
 *
 * @param interval from the beginning of one look at everything to that of the next
 * @param bytesPerSecond the most that is read for it
 */
public record ScrubSettings(Duration interval, long bytesPerSecond) {
    public static final ScrubSettings DEFAULT = new ScrubSettings(Duration.ofDays(7), 32L << 20);

    public ScrubSettings {
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("chunkserver.scrub-interval: " + interval);
        }
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("chunkserver.scrub-rate: at least 1 byte a second");
        }
    }
}
