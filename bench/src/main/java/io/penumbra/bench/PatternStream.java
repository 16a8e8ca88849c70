package io.penumbra.bench;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;

/** Bytes that do not compress, cheap to make and to check: one random block again and again. */
final class PatternStream extends InputStream {
    private static final byte[] BLOCK = new byte[1 << 20];

    static {
        new Random(7).nextBytes(BLOCK);
    }

    private final long length;
    private long position;

    PatternStream(long length) {
        this.length = length;
    }

    @Override
    public int read() {
        return position == length ? -1 : BLOCK[(int) (position++ % BLOCK.length)] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) {
        if (position == length) {
            return -1;
        }
        int from = (int) (position % BLOCK.length);
        int bytes = (int) Math.min(Math.min(count, BLOCK.length - from), length - position);
        System.arraycopy(BLOCK, from, target, offset, bytes);
        position += bytes;
        return bytes;
    }

    /** A piece of the pattern. */
    static byte[] bytes(long from, int length) {
        var bytes = new byte[length];
        int first = (int) Math.min(length, BLOCK.length - from % BLOCK.length);
        System.arraycopy(BLOCK, (int) (from % BLOCK.length), bytes, 0, first);
        System.arraycopy(BLOCK, 0, bytes, first, length - first);
        return bytes;
    }

    /** Reads all of a stream and compares it with the first bytes of the pattern. */
    static void require(InputStream actual, long length) throws IOException {
        var buffer = new byte[256 << 10];
        long at = 0;
        int bytes;
        while ((bytes = actual.read(buffer)) >= 0) {
            for (int done = 0; done < bytes; ) {
                int from = (int) (at % BLOCK.length);
                int run = Math.min(bytes - done, BLOCK.length - from);
                if (!Arrays.equals(buffer, done, done + run, BLOCK, from, from + run)) {
                    throw new IOException("wrong byte between " + at + " and " + (at + run));
                }
                done += run;
                at += run;
            }
        }
        if (at != length) {
            throw new IOException("read " + at + " bytes of " + length);
        }
    }
}
