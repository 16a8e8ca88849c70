package io.penumbra.zclient;

import io.penumbra.zclient.data.ReadAhead;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** A range of a file. Bytes are handed out as they were received; only {@code read} copies them. */
final class ReadStream extends InputStream {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ReadAhead source;
    private final BooleanSupplier readerClosed;
    private ByteBuffer current = NOTHING;
    private final Runnable onClose;
    private boolean closed;

    ReadStream(ReadAhead source, BooleanSupplier readerClosed, Runnable onClose) {
        this.source = source;
        this.readerClosed = readerClosed;
        this.onClose = onClose;
    }

    @Override
    public int read() throws IOException {
        return advance() ? current.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        int done = 0;
        // Waits for the first bytes only.
        while (done < length && (current.hasRemaining() || done == 0)) {
            if (!advance()) {
                return done == 0 ? -1 : done;
            }
            int bytes = Math.min(length - done, current.remaining());
            current.get(target, offset + done, bytes);
            done += bytes;
        }
        return done;
    }

    @Override
    public long transferTo(OutputStream target) throws IOException {
        long moved = 0;
        while (advance()) {
            int bytes = current.remaining();
            if (current.hasArray()) {
                target.write(current.array(), current.arrayOffset() + current.position(), bytes);
            } else {
                var copy = new byte[bytes];
                current.get(copy);
                target.write(copy);
            }
            current = NOTHING;
            moved += bytes;
        }
        return moved;
    }

    @Override
    public int available() {
        return current.remaining();
    }

    @Override
    public void close() {
        closed = true;
        current = NOTHING;
        onClose.run();
    }

    /** Makes at least one byte current; false at the end. */
    private boolean advance() throws IOException {
        if (closed || readerClosed.getAsBoolean()) {
            throw new IOException("the stream is closed");
        }
        while (!current.hasRemaining()) {
            var next = Failures.mapped(source::next);
            if (next.isEmpty()) {
                return false;
            }
            current = next.get();
        }
        return true;
    }
}
