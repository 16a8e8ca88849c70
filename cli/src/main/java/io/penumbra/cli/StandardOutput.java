package io.penumbra.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Standard output. A print stream only says that it could not write; this also knows why. */
public final class StandardOutput extends OutputStream {
    private static final int BUFFER_BYTES = 8192;
    private static final StandardOutput INSTANCE = new StandardOutput();

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private volatile @Nullable IOException failure;

    /** Whoever read standard output has enough of it, as {@code head} has. */
    static final class UnreadException extends IOException {
        private static final long serialVersionUID = 1;

        private UnreadException(IOException cause) {
            super("standard output: nobody reads it", cause);
        }
    }

    private StandardOutput() {}

    /** Whatever is printed goes through it. */
    static void install() {
        var buffered = new BufferedOutputStream(INSTANCE, BUFFER_BYTES);
        System.setOut(new PrintStream(buffered, true, System.out.charset()));
    }

    /** Without a buffer; never to be closed. */
    public static OutputStream bytes() {
        return INSTANCE;
    }

    /** Fails as writing what was printed did. */
    public static void requirePrinted() throws IOException {
        if (System.out.checkError()) {
            throw Objects.requireNonNullElseGet(
                    INSTANCE.failure,
                    () -> new IOException("standard output: could not be written"));
        }
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private IOException failed(IOException cause) {
        var named =
                "Broken pipe".equals(cause.getMessage())
                        ? new UnreadException(cause)
                        : new IOException("standard output: " + cause.getMessage(), cause);
        failure = named;
        return named;
    }
}
