package io.penumbra.master.cluster.live;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.JournalIndex;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeMap;

/**
 * At which records clients still read, as they keep saying. What ended later is not forgotten: its
 * bytes may be on their way.
 */
public final class ReaderTable {
    private static final int READERS_MAX = 100_000;

    private final Duration ttl;

    @GuardedBy("this")
    private final TreeMap<Long, Reads> readers = new TreeMap<>();

    private record Reads(JournalIndex index, long heardNanos) {}

    /**
     * @param ttl how long after its last word a reader counts
     */
    public ReaderTable(Duration ttl) {
        this.ttl = ttl;
    }

    /** False if there are too many to remember another. */
    public synchronized boolean heard(long reader, JournalIndex index, long nowNanos) {
        if (readers.size() >= READERS_MAX && !readers.containsKey(reader)) {
            return false;
        }
        readers.put(reader, new Reads(index, nowNanos));
        return true;
    }

    /** The oldest record that anyone reads at. */
    public synchronized Optional<JournalIndex> oldest(long nowNanos) {
        readers.values().removeIf(it -> nowNanos - it.heardNanos() > ttl.toNanos());
        return readers.values().stream().map(Reads::index).min(Comparator.naturalOrder());
    }
}
