package io.penumbra.master.state;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes a table's value: a form number that tells its layout, then its fields one after the other.
 */
final class ValueWriter {
    private static final int GROWTH_MIN = 64;

    private byte[] bytes = new byte[160];
    private int length;

    ValueWriter(int form) {
        bytes[length++] = (byte) form;
    }

    ValueWriter number(long value) {
        room(10);
        long left = value;
        while ((left & ~0x7fL) != 0) {
            bytes[length++] = (byte) ((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        bytes[length++] = (byte) left;
        return this;
    }

    /** A number that may be negative and is mostly small. */
    ValueWriter difference(long value) {
        return number((value << 1) ^ (value >> 63));
    }

    /** A number whose upper bits are mostly set. */
    ValueWriter id(long value) {
        room(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    ValueWriter text(String text) {
        var encoded = text.getBytes(StandardCharsets.UTF_8);
        number(encoded.length);
        room(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
        return this;
    }

    ValueWriter raw(ByteString value) {
        number(value.size());
        room(value.size());
        value.copyTo(bytes, length);
        length += value.size();
        return this;
    }

    ValueWriter time(Instant time) {
        return number(time.toEpochMilli());
    }

    ValueWriter stamp(Stamp stamp) {
        return number(stamp.index().value()).time(stamp.time());
    }

    byte[] done() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2) + GROWTH_MIN);
        }
    }
}
