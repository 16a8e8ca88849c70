package io.penumbra.master.collect;

import java.time.Duration;

/**
 * When what is no longer needed goes from the disks.
 *
 * @param interval from one pass to the next
 * @param bytesPerSecond the most that is compacted, counted once whatever the number of copies
 * @param tidyParts of so many small parts of a file, one after the other, one is made
 * @param silence how long a leader has led before its first pass: by then whoever has something to
 *     say has said it
 */
public record CollectSettings(
        Duration interval, long bytesPerSecond, int tidyParts, Duration silence) {
    public static final CollectSettings DEFAULT =
            new CollectSettings(Duration.ofMinutes(5), 50L << 20, 256, Duration.ofMinutes(1));

    public CollectSettings {
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("master.gc-interval: " + interval);
        }
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("master.gc-rate: at least 1 byte per second");
        }
        if (tidyParts < 2) {
            throw new IllegalArgumentException("master.tidy-parts: at least 2");
        }
    }
}
