package io.penumbra.zclient.nio;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.SeekableByteChannel;

/** Bytes to be written one after the other; its end is its position. */
final class WriteChannel implements SeekableByteChannel {
    private static final int COPY_BYTES_MAX = 64 << 10;

    private final OutputStream target;
    private long end;
    private boolean closed;

    WriteChannel(OutputStream target, long end) {
        this.target = target;
        this.end = end;
    }

    @Override
    public synchronized int write(ByteBuffer source) throws IOException {
        requireOpen();
        int bytes = source.remaining();
        if (source.hasArray()) {
            target.write(source.array(), source.arrayOffset() + source.position(), bytes);
            source.position(source.limit());
        } else {
            while (source.hasRemaining()) {
                var copy = new byte[Math.min(source.remaining(), COPY_BYTES_MAX)];
                source.get(copy);
                target.write(copy);
            }
        }
        end += bytes;
        return bytes;
    }

    @Override
    public int read(ByteBuffer destination) {
        throw new NonReadableChannelException();
    }

    @Override
    public synchronized long position() throws IOException {
        requireOpen();
        return end;
    }

    @Override
    public synchronized SeekableByteChannel position(long value) throws IOException {
        requireOpen();
        if (value != end) {
            throw OpenMode.unsupported("random writes through a channel");
        }
        return this;
    }

    @Override
    public synchronized long size() throws IOException {
        requireOpen();
        return end;
    }

    @Override
    public synchronized SeekableByteChannel truncate(long size) throws IOException {
        requireOpen();
        if (size < end) {
            throw OpenMode.unsupported("cutting through a channel; ZClient.truncate does it");
        }
        return this;
    }

    @Override
    public synchronized boolean isOpen() {
        return !closed;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        target.close();
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }
}
