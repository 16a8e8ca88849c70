package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Keys of {@link Table#HISTORY}: the key whose past it is, and the end of that past. They sort by
 * key first, whatever the keys' lengths, and then by end: a zero byte of the key becomes {@code 00
 * ff}, and {@code 00 00} ends it.
 */
final class HistoryKey {
    private static final byte ESCAPED = (byte) 0xff;
    private static final int TAIL_BYTES = 2 + Long.BYTES;

    private HistoryKey() {}

    static byte[] of(byte[] key, long end) {
        var open = before(key);
        return ByteBuffer.allocate(open.length + TAIL_BYTES)
                .put(open)
                .put((byte) 0)
                .put((byte) 0)
                .putLong(end)
                .array();
    }

    /** Sorts before all history of this key and of the keys after it, after that of others. */
    static byte[] before(byte[] key) {
        var out = new ByteArrayOutputStream(key.length + TAIL_BYTES);
        out.writeBytes(Table.HISTORY.key());
        for (byte each : key) {
            out.write(each);
            if (each == 0) {
                out.write(ESCAPED);
            }
        }
        return out.toByteArray();
    }

    static byte[] key(byte[] historyKey) {
        var out = new ByteArrayOutputStream(historyKey.length);
        int stop = historyKey.length - TAIL_BYTES;
        for (int i = 1; i < stop; i++) {
            out.write(historyKey[i]);
            if (historyKey[i] == 0) {
                i++;
                Invariant.check(historyKey[i] == ESCAPED, "a key of history is cut short");
            }
        }
        return out.toByteArray();
    }

    static long end(byte[] historyKey) {
        return Table.lastNumber(historyKey);
    }
}
