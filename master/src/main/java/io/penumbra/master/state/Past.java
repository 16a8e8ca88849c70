package io.penumbra.master.state;

import com.google.protobuf.ByteString;
import io.penumbra.core.Invariant;
import io.penumbra.core.port.StateReader;
import java.util.Optional;

/**
 * What a key of the namespace held for a while.
 *
 * @param begin the index that wrote it
 * @param end the index that replaced or removed it, at which it is not seen any more
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Past(long begin, long end, byte[] value) {
    private static final int FORM = 1;
    private static final byte[] PRESENT = {1};

    /** Whether the past of this key is kept. */
    static boolean isKept(byte[] key) {
        return Table.DENTRIES.holds(key) || Table.INODES.holds(key) || Table.EXTENTS.holds(key);
    }

    /** What wrote a value of the namespace. */
    static Stamp written(byte[] value) {
        var in = new ValueReader(value);
        in.form();
        return in.stamp();
    }

    static long begin(byte[] value) {
        return written(value).index().value();
    }

    /**
     * Whether a value was seen at an index before its end. An inode is met only through a name, and
     * the name says when it was there; what its value replaced may have been thinned out.
     */
    static boolean isSeen(byte[] key, long begin, long index) {
        return begin <= index || Table.INODES.holds(key);
    }

    /** Keeps a value that is about to go, until it is forgotten. */
    static void keep(StateWriter state, byte[] key, byte[] value, long end) {
        put(state, key, value, end);
        state.put(Table.FADING.key(end, key), PRESENT);
    }

    static void put(StateWriter state, byte[] key, byte[] value, long end) {
        state.put(HistoryKey.of(key, end), new Past(begin(value), end, value).encode());
    }

    /** What is kept of a key until {@code end}. */
    static Past require(StateReader state, byte[] key, long end) {
        var value = state.get(HistoryKey.of(key, end));
        return decode(end, Invariant.present(value, "history is listed and not there"));
    }

    /** What a key held at an index, if it holds it no more. */
    static Optional<Past> find(StateReader state, byte[] key, long index) {
        try (var cursor =
                state.scan(HistoryKey.of(key, index + 1), HistoryKey.of(key, Long.MAX_VALUE))) {
            return cursor.next()
                    ? Optional.of(decode(HistoryKey.end(cursor.key()), cursor.value()))
                    : Optional.empty();
        }
    }

    static Past decode(long end, byte[] bytes) {
        var in = new ValueReader(bytes).form(FORM);
        return new Past(in.number(), end, in.raw().toByteArray());
    }

    private byte[] encode() {
        return new ValueWriter(FORM).number(begin).raw(ByteString.copyFrom(value)).done();
    }
}
