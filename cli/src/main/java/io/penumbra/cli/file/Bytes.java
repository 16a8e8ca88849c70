package io.penumbra.cli.file;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Moves file content between the cluster and this machine. */
final class Bytes {
    private static final int PIECE_BYTES = 1 << 20;

    private Bytes() {}

    static void copy(InputStream from, OutputStream to, Progress progress) throws IOException {
        var piece = new byte[PIECE_BYTES];
        for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
            to.write(piece, 0, count);
            progress.moved(count);
        }
        progress.done();
    }

    /** Without a buffer of its own; never closed. */
    static OutputStream standardOutput() {
        return new FileOutputStream(FileDescriptor.out);
    }

    static InputStream standardInput() {
        return new FileInputStream(FileDescriptor.in);
    }
}
