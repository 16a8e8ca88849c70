package io.penumbra.simulation;

import io.penumbra.core.Invariant;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    /** Which contents these bytes are, one behind the other; fails when they are none. */
    static List<Content> allOf(byte[] bytes) {
        var contents = new ArrayList<Content>();
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            Invariant.check(
                    buffer.remaining() >= HEAD_BYTES, "content cut to %s", buffer.remaining());
            int at = buffer.position();
            var content = new Content(buffer.getInt(), Math.max(HEAD_BYTES, buffer.getInt()));
            int end = at + content.length;
            Invariant.check(end <= bytes.length, "%s cut to %s", content, bytes.length - at);
            int wrong = Arrays.mismatch(bytes, at, end, content.bytes(), 0, content.length);
            Invariant.check(wrong < 0, "%s is wrong from byte %s", content, wrong);
            contents.add(content);
            buffer.position(end);
        }
        return contents;
    }
}
