package io.penumbra.master.repair;

import io.penumbra.core.id.ChunkId;
import java.util.Comparator;

/** A chunk that lacks copies; those with the fewest good ones come first. */
record Need(ChunkId chunk, int good) implements Comparable<Need> {
    private static final Comparator<Need> ORDER =
            Comparator.comparingInt(Need::good).thenComparing(Need::chunk);

    @Override
    public int compareTo(Need other) {
        return ORDER.compare(this, other);
    }
}
