package io.penumbra.zclient;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A file being written. Nothing of it is visible before {@link #commit}, then all of it at once;
 * closing it without a commit leaves everything as it was. For one thread.
 */
public final class FileWriter extends OutputStream {
    FileWriter() {}

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Gives the path this content. Returns when it is durable. */
    public FileStatus commit() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
