package io.penumbra.master.state;

import com.google.protobuf.ByteString;
import io.penumbra.core.Invariant;
import java.time.Instant;

/**
 * What a key of the namespace held for a while.
 *
 * @param begin the index that wrote it
 * @param end the index that replaced or removed it, at which it is not seen any more
 * @param ended when that was
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Past(long begin, long end, Instant ended, byte[] value) {
    private static final int FORM = 1;

    /** Whether the past of this key is kept. */
    static boolean isKept(byte[] key) {
        return Table.DENTRIES.holds(key) || Table.INODES.holds(key) || Table.EXTENTS.holds(key);
    }

    /** The index that wrote a value which is there now. */
    static long begin(byte[] value) {
        return new ValueReader(value).begin();
    }

    /**
     * Whether a value was seen at an index before its end. An inode is met only through a name, and
     * the name says when it was there; what its value replaced may have been thinned out.
     */
    static boolean isSeen(byte[] key, long begin, long index) {
        return begin <= index || Table.INODES.holds(key);
    }

    /** Keeps a value that is about to go. */
    static void keep(StateWriter state, byte[] key, byte[] value, Stamp now) {
        long end = now.index().value();
        var past = new Past(begin(value), end, now.time(), value);
        state.put(HistoryKey.of(key, end), past.encode());
        state.put(Table.FADING.key(end, key), new byte[] {1});
    }

    /** What is kept of a key until {@code end}. */
    static Past require(StateWriter state, byte[] key, long end) {
        var value = state.get(HistoryKey.of(key, end));
        return decode(end, Invariant.present(value, "history is listed and not there"));
    }

    static Past decode(long end, byte[] bytes) {
        var in = new ValueReader(bytes).form(FORM);
        return new Past(in.number(), end, in.time(), in.raw().toByteArray());
    }

    private byte[] encode() {
        return new ValueWriter(FORM)
                .number(begin)
                .time(ended)
                .raw(ByteString.copyFrom(value))
                .done();
    }
}
