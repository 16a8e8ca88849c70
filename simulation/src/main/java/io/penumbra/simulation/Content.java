package io.penumbra.simulation;

import io.penumbra.core.Invariant;
import io.penumbra.core.Limits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What is written to a file: bytes that follow from a number used once, so that whoever reads them
 * knows which write they come from, and that no byte comes from another. A negative number says
 * that it has pieces in common with others.
 */
record Content(int number, int length) {
    /** What clients cut files into, where pieces are not stored twice. */
    static final int PIECE_BYTES = Limits.PIECE_BYTES_MIN;

    private static final int HEAD_BYTES = 2 * Integer.BYTES;

    /** There are so few of them that many files have them in common. */
    private static final int COMMON_PIECES = 5;

    Content {
        Invariant.check(length >= HEAD_BYTES, "too short to say what it is: %s", length);
    }

    /** Behind its first piece there are only such as others have, too. */
    static Content ofCommonPieces(int number, int length) {
        return new Content(-number, length);
    }

    byte[] bytes() {
        var bytes = new byte[length];
        var random = new SplittableRandom(number);
        random.nextBytes(bytes);
        if (number < 0) {
            for (int at = PIECE_BYTES; at < length; at += PIECE_BYTES) {
                var common = new byte[PIECE_BYTES];
                new SplittableRandom(random.nextInt(COMMON_PIECES)).nextBytes(common);
                System.arraycopy(common, 0, bytes, at, Math.min(PIECE_BYTES, length - at));
            }
        }
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
