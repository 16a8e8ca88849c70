package io.penumbra.master.archive;

import io.penumbra.core.Invariant;
import java.time.Duration;

/**
 * When the journal's tail becomes a segment: as soon as one of these is reached.
 *
 * @param segmentBytes of its entries; less means more and smaller items in the archive
 * @param segmentEntries how many there are; ZooKeeper keeps each in memory
 * @param segmentAge since the last one; a tail without entries makes none
 */
public record ArchiveSettings(long segmentBytes, int segmentEntries, Duration segmentAge) {
    public static final ArchiveSettings DEFAULT =
            new ArchiveSettings(64L << 20, 20_000, Duration.ofMinutes(5));

    public ArchiveSettings {
        Invariant.check(segmentBytes > 0 && segmentEntries > 0, "segments of nothing");
    }
}
