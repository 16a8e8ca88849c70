package io.penumbra.simulation;

import io.penumbra.core.Invariant;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * What is written to a file: bytes that follow from a number used once, so that whoever reads them
 * knows which write they come from, and that no byte comes from another.
 */
record Content(int number, int length) {
    private static final int HEAD_BYTES = 2 * Integer.BYTES;

    Content {
        Invariant.check(length >= HEAD_BYTES, "too short to say what it is: %s", length);
    }

    byte[] bytes() {
        var bytes = new byte[length];
        new SplittableRandom(number).nextBytes(bytes);
        ByteBuffer.wrap(bytes).putInt(number).putInt(length);
        return bytes;
    }

    /** Which content these bytes are; fails when they are none, or parts of several. */
    static Content of(byte[] bytes) {
        Invariant.check(bytes.length >= HEAD_BYTES, "content cut to %s bytes", bytes.length);
        var buffer = ByteBuffer.wrap(bytes);
        var content = new Content(buffer.getInt(), Math.max(HEAD_BYTES, buffer.getInt()));
        Invariant.check(
                content.length == bytes.length, "%s read with %s bytes", content, bytes.length);
        int wrong = java.util.Arrays.mismatch(bytes, content.bytes());
        Invariant.check(wrong < 0, "%s is wrong from byte %s", content, wrong);
        return content;
    }
}
