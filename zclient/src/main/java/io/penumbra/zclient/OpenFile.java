package io.penumbra.zclient;

import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A file with a position in it. What is written is durable and seen by all when the call returns.
 * What is read is one version: that of when it was opened, or of the last write through it. For one
 * thread.
 *
 * <pre>{@code
 * try (var file = z.open("/table", READ_WRITE)) {
 *     file.seek(100);
 *     file.write("here");
 *     file.seek(90);
 *     file.readText(20);
 * }
 * }</pre>
 */
public final class OpenFile implements AutoCloseable {
    private final ZClient client;
    private final String path;
    private final OpenMode mode;

    private @Nullable FileReader reader;
    private long position;
    private boolean closed;

    private OpenFile(ZClient client, String path, OpenMode mode) {
        this.client = client;
        this.path = path;
        this.mode = mode;
    }

    static OpenFile of(ZClient client, String path, OpenMode mode) throws IOException {
        if (mode.writes() && client.find(path).isEmpty()) {
            client.append(path, new byte[0]);
        }
        var file = new OpenFile(client, path, mode);
        var _ = file.version();
        return file;
    }

    /** At most so many bytes from the position on, which moves behind them; fewer at the end. */
    public byte[] read(int count) throws IOException {
        requireOpen(mode.reads(), "reading");
        long end = Math.min(length(), position + count);
        if (end <= position) {
            return new byte[0];
        }
        try (var bytes = version().stream(position, end)) {
            var read = bytes.readAllBytes();
            position += read.length;
            return read;
        }
    }

    /** The same as text, which is taken to be UTF-8. */
    public String readText(int count) throws IOException {
        return new String(read(count), StandardCharsets.UTF_8);
    }

    /**
     * Writes over what is at the position, and on behind the file's end; the position moves behind
     * it.
     */
    public void write(byte[] bytes) throws IOException {
        requireOpen(mode.writes(), "writing");
        var _ = client.write(path, position, bytes);
        position += bytes.length;
        forgetVersion();
    }

    /** The same with text, as UTF-8. */
    public void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Goes to a position, counted from 0; writing is possible up to the file's end. */
    public OpenFile seek(long to) throws IOException {
        requireOpen(true, "");
        if (to < 0) {
            throw new IllegalArgumentException("position " + to);
        }
        position = to;
        return this;
    }

    public long position() {
        return position;
    }

    /** Of the version that is read. */
    public long length() throws IOException {
        return version().status().length();
    }

    @Override
    public void close() {
        closed = true;
        forgetVersion();
    }

    private FileReader version() throws IOException {
        var present = reader;
        if (present == null) {
            present = client.open(path);
            reader = present;
        }
        return present;
    }

    private void forgetVersion() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    private void requireOpen(boolean allowed, String what) throws PenumbraException {
        if (closed || !allowed) {
            throw new PenumbraException(
                    new Refusal(
                            RefusalCode.INVALID_ARGUMENT,
                            path,
                            closed ? "is closed" : "was not opened for " + what));
        }
    }

    @Override
    public String toString() {
        return "%s at %,d, for %s%s".formatted(path, position, mode, closed ? ", closed" : "");
    }
}
