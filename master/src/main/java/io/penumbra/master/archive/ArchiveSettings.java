package io.penumbra.master.archive;

import io.penumbra.core.Invariant;
import java.time.Duration;

/**
 * When the journal's tail becomes a segment, and the state a checkpoint: as soon as one of these is
 * reached.
 *
 * @param segmentBytes of its entries; less means more and smaller items in the archive
 * @param segmentEntries how many there are; ZooKeeper keeps each in memory
 * @param segmentAge since the last one; a tail without entries makes none
 * @param checkpointSegments a checkpoint is made when there are so many since the last
 * @param checkpointPercent or when they are larger than this share of the state
 */
public record ArchiveSettings(
        long segmentBytes,
        int segmentEntries,
        Duration segmentAge,
        int checkpointSegments,
        int checkpointPercent) {
    public static final ArchiveSettings DEFAULT =
            new ArchiveSettings(64L << 20, 20_000, Duration.ofMinutes(5), 500, 25);

    public ArchiveSettings {
        Invariant.check(segmentBytes > 0 && segmentEntries > 0, "segments of nothing");
    }
}
