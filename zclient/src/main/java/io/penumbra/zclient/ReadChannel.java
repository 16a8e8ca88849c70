package io.penumbra.zclient;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One version of one file, at a position. A read that begins where the one before ended goes on in
 * a stream that reads ahead; any other moves the bytes that are asked for.
 */
final class ReadChannel implements SeekableByteChannel {
    private static final int COPY_BYTES_MAX = 64 << 10;
    private static final int NOWHERE = -1;

    private final FileReader file;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private long position;

    @GuardedBy("lock")
    private long lastEnd = NOWHERE;

    // Stands at the end of the last read.
    @GuardedBy("lock")
    private @Nullable InputStream ahead;

    private volatile boolean closed;

    /** Closes the file when it is closed. */
    ReadChannel(FileReader file) {
        this.file = file;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        lock.lock();
        try {
            requireOpen();
            if (!target.hasRemaining()) {
                return 0;
            }
            long left = file.status().length() - position;
            if (left <= 0) {
                return -1;
            }
            int bytes = (int) Math.min(target.remaining(), left);
            read(target, bytes);
            position += bytes;
            lastEnd = position;
            return bytes;
        } catch (IOException e) {
            lastEnd = NOWHERE;
            if (closed && !(e instanceof ClosedChannelException)) {
                var whileReading = new AsynchronousCloseException();
                whileReading.initCause(e);
                throw whileReading;
            }
            throw e;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void read(ByteBuffer target, int bytes) throws IOException {
        if (position == lastEnd) {
            var source = ahead;
            if (source == null) {
                source = file.stream(position, file.status().length());
                ahead = source;
            }
            fill(target, bytes, source);
        } else {
            ahead = null;
            try (var source = file.stream(position, position + bytes)) {
                fill(target, bytes, source);
            }
        }
    }

    private static void fill(ByteBuffer target, int bytes, InputStream source) throws IOException {
        var copy = new byte[Math.min(bytes, COPY_BYTES_MAX)];
        int left = bytes;
        while (left > 0) {
            int part = source.read(copy, 0, Math.min(left, copy.length));
            if (part < 0) {
                throw new EOFException("%d bytes before the file's end".formatted(left));
            }
            target.put(copy, 0, part);
            left -= part;
        }
    }

    @Override
    public long position() throws IOException {
        lock.lock();
        try {
            requireOpen();
            return position;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SeekableByteChannel position(long value) throws IOException {
        if (value < 0) {
            throw new IllegalArgumentException("position " + value);
        }
        lock.lock();
        try {
            requireOpen();
            position = value;
            return this;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long size() throws IOException {
        requireOpen();
        return file.status().length();
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
        file.close();
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }
}
