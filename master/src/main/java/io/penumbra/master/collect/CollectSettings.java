package io.penumbra.master.collect;

import java.time.Duration;

/**
 * When what is no longer needed goes from the disks.
 *
 * @param interval from one pass to the next
 * @param silence how long a leader has led before its first pass: by then whoever has something to
 *     say has said it
 */
public record CollectSettings(Duration interval, Duration silence) {
    public static final CollectSettings DEFAULT =
            new CollectSettings(Duration.ofMinutes(5), Duration.ofMinutes(1));

    public CollectSettings {
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("master.gc-interval: " + interval);
        }
    }

    public CollectSettings every(Duration otherInterval) {
        return new CollectSettings(otherInterval, silence);
    }
}
