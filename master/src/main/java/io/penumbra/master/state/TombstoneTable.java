package io.penumbra.master.state;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.StateReader;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The chunks that were collected. They are remembered for ever, as ranges of neighbours: only what
 * is here may be deleted where it turns up, everything else is merely unknown.
 */
public final class TombstoneTable {
    private TombstoneTable() {}

    private record Range(long first, long last) {}

    public static boolean holds(StateReader state, ChunkId chunk) {
        return atOrAfter(state, chunk.value())
                .filter(range -> range.first() <= chunk.value())
                .isPresent();
    }

    static void add(StateWriter state, ChunkId chunk) {
        long first = chunk.value();
        long last = chunk.value();
        var before = state.get(Table.TOMBSTONES.key(chunk.value() - 1));
        if (before != null) {
            first = number(before);
            state.put(Table.TOMBSTONES.key(chunk.value() - 1), null);
        }
        var after = atOrAfter(state, chunk.value() + 1);
        if (after.isPresent() && after.get().first() == chunk.value() + 1) {
            last = after.get().last();
        }
        state.put(
                Table.TOMBSTONES.key(last), ByteBuffer.allocate(Long.BYTES).putLong(first).array());
    }

    /** The first range that ends here or later. */
    private static Optional<Range> atOrAfter(StateReader state, long id) {
        try (var cursor =
                state.scan(Table.TOMBSTONES.key(id), Table.afterAll(Table.TOMBSTONES.key()))) {
            return cursor.next()
                    ? Optional.of(new Range(number(cursor.value()), Table.lastNumber(cursor.key())))
                    : Optional.empty();
        }
    }

    private static long number(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }
}
