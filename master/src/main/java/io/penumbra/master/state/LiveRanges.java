package io.penumbra.master.state;

import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.StateReader;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which frames of some chunks are in use, by any value of the namespace, present or past. Found by
 * reading all of them: nothing is kept up for it when files come and go.
 */
public final class LiveRanges {
    private static final List<Table> HOLDING = List.of(Table.INODES, Table.EXTENTS);

    private final StateReader state;
    private final Whereabouts whereabouts;
    private final Map<ChunkId, TreeMap<Long, Long>> ranges = new TreeMap<>();

    /**
     * Frames that follow each other.
     *
     * @param from where the first one's header stands
     * @param to no byte from here on is in use; may be in the midst of the last one
     */
    public record Range(long from, long to) {}

    private LiveRanges(StateReader state, Set<ChunkId> chunks) {
        this.state = state;
        whereabouts = new Whereabouts(state);
        chunks.forEach(chunk -> ranges.put(chunk, new TreeMap<>()));
    }

    /** Takes long, as long as it takes to read the namespace. */
    public static LiveRanges of(StateReader state, Set<ChunkId> chunks) {
        var live = new LiveRanges(state, chunks);
        HOLDING.forEach(live::addAll);
        live.addPast();
        return live;
    }

    private void addAll(Table table) {
        try (var cursor = state.scan(table.key(), Table.afterAll(table.key()))) {
            while (cursor.next()) {
                add(cursor.key(), cursor.value());
            }
        }
    }

    private void addPast() {
        var all = Table.HISTORY.key();
        try (var cursor = state.scan(all, Table.afterAll(all))) {
            while (cursor.next()) {
                var past = Past.decode(HistoryKey.end(cursor.key()), cursor.value());
                add(HistoryKey.key(cursor.key()), past.value());
            }
        }
    }

    private void add(byte[] key, byte[] value) {
        for (var named : References.extents(key, value)) {
            var extent = whereabouts.of(named);
            var known = ranges.get(extent.chunk());
            if (known != null) {
                add(known, extent);
            }
        }
    }

    private static void add(NavigableMap<Long, Long> known, Extent extent) {
        long from = extent.frameOffset();
        long to = extent.chunkEnd();
        var before = known.floorEntry(from);
        if (before != null && before.getValue() >= from) {
            from = before.getKey();
            to = Math.max(to, before.getValue());
        }
        for (var next = known.ceilingEntry(from);
                next != null && next.getKey() <= to;
                next = known.ceilingEntry(from)) {
            to = Math.max(to, next.getValue());
            known.remove(next.getKey());
        }
        known.put(from, to);
    }

    /** In order; what stands side by side is one. */
    public List<Range> in(ChunkId chunk) {
        return ranges.getOrDefault(chunk, new TreeMap<>()).entrySet().stream()
                .map(range -> new Range(range.getKey(), range.getValue()))
                .toList();
    }
}
