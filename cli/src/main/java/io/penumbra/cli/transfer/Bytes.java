package io.penumbra.cli.transfer;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Moves file content between the cluster and this machine. */
public final class Bytes {
    private static final int PIECE_BYTES = 1 << 20;

    private Bytes() {}

    /** Of any length. */
    public static void copy(InputStream from, OutputStream to, Progress progress)
            throws IOException {
        copy(from, to, PIECE_BYTES, progress);
    }

    /**
     * The same without more of a buffer than it takes.
     *
     * @param length how many bytes it is about
     */
    static void copy(InputStream from, OutputStream to, long length, Progress progress)
            throws IOException {
        var piece = new byte[Math.clamp(length, 1, PIECE_BYTES)];
        for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
            to.write(piece, 0, count);
            progress.moved(count);
        }
        progress.done();
    }

    public static InputStream standardInput() {
        return new FileInputStream(FileDescriptor.in);
    }
}
