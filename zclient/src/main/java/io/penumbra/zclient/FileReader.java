package io.penumbra.zclient;

import java.io.InputStream;

/**
 * One version of one file. What it found when it was opened is what it reads to the end, whatever
 * becomes of the name. Many threads may read from it at once.
 */
public final class FileReader implements AutoCloseable {
    private final FileStatus status;

    FileReader(FileStatus status) {
        this.status = status;
    }

    public FileStatus status() {
        return status;
    }

    public InputStream stream() {
        return stream(0, status.length());
    }

    /** The bytes from {@code from}, included, to {@code to}, not included. */
    public InputStream stream(long from, long to) {
        throw new UnsupportedOperationException(from + ".." + to);
    }

    @Override
    public void close() {}
}
