package io.penumbra.master.state;

import com.google.protobuf.ByteString;
import io.penumbra.core.Invariant;
import io.penumbra.core.id.JournalIndex;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Reads what {@link ValueWriter} wrote. */
final class ValueReader {
    private final byte[] bytes;
    private int at;

    ValueReader(byte[] bytes) {
        Invariant.check(bytes.length > 0, "empty value");
        this.bytes = bytes;
    }

    int form() {
        return bytes[at++];
    }

    /** For values that have one layout only. */
    ValueReader form(int expected) {
        int form = form();
        Invariant.check(form == expected, "value of form %s, known is %s", form, expected);
        return this;
    }

    long number() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes[at++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    int count() {
        return Math.toIntExact(number());
    }

    long difference() {
        long value = number();
        return (value >>> 1) ^ -(value & 1);
    }

    long id() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = (value << 8) | (bytes[at++] & 0xff);
        }
        return value;
    }

    String text() {
        int size = count();
        var text = new String(bytes, at, size, StandardCharsets.UTF_8);
        at += size;
        return text;
    }

    ByteString raw() {
        int size = count();
        var raw = ByteString.copyFrom(bytes, at, size);
        at += size;
        return raw;
    }

    Instant time() {
        return Instant.ofEpochMilli(number());
    }

    Stamp stamp() {
        return new Stamp(new JournalIndex(number()), time());
    }
}
