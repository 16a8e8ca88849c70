package io.penumbra.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Gives some bytes, and then fails instead of ending. */
final class BrokenStream extends InputStream {
    private final InputStream bytes;

    BrokenStream(byte[] bytes) {
        this.bytes = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() throws IOException {
        int next = bytes.read();
        if (next < 0) {
            throw new IOException("broken on purpose");
        }
        return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = bytes.read(target, offset, length);
        if (count < 0) {
            throw new IOException("broken on purpose");
        }
        return count;
    }
}
