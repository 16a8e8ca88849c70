package io.penumbra.zclient;

import io.penumbra.zclient.data.Block;
import io.penumbra.zclient.data.Unsynced;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps adding to the end of one file.
 *
 * <pre>{@code
 * try (var log = penumbra.appender("/log")) {
 *     log.write("one line\n".getBytes(UTF_8));
 *     log.flush(); // from here on everybody sees it
 * }
 * }</pre>
 *
 * <p>{@link #flush} returns when all that was written before is on every member of its chunk, as
 * durably as the file's storage class says, and visible. What was written since the flush before
 * then stands together, once, whoever else appends and whatever was sent again meanwhile. More than
 * {@link #BYTES_AT_HAND_MAX} is flushed by itself, never in the middle of one write that is not
 * longer than that.
 *
 * <p>It adds to the path: to a file that takes the name meanwhile, or to one that it makes if the
 * name is gone. It is for one thread; appenders of many threads of a client share messages, fsyncs
 * and commits. After a failure it takes nothing more, for what was flushed last may have been added
 * or not.
 */
public final class FileAppender extends OutputStream {
    /** What is kept until it is flushed, so that it can be written again. */
    public static final int BYTES_AT_HAND_MAX = 8 * Block.BYTES;

    private static final byte[] NOTHING = {};
    private static final int FIRST_BYTES = 1 << 10;

    private final Editing editing;
    private final String storageClass;

    private final Unsynced unsynced = new Unsynced();
    private byte[] atHand = NOTHING;
    private int count;
    private Optional<Edited> last = Optional.empty();
    private boolean failed;
    private boolean closed;

    /**
     * @param storageClass that of the file when this was opened
     */
    FileAppender(Editing editing, String storageClass) {
        this.editing = editing;
        this.storageClass = storageClass;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        requireUsable();
        if (length > BYTES_AT_HAND_MAX - count) {
            flush();
        }
        int at = offset;
        while (at < offset + length) {
            if (count == BYTES_AT_HAND_MAX) {
                flush();
            }
            int step = Math.min(BYTES_AT_HAND_MAX - count, offset + length - at);
            makeRoom(count + step);
            System.arraycopy(bytes, at, atHand, count, step);
            count += step;
            at += step;
        }
    }

    @Override
    public void flush() throws IOException {
        requireUsable();
        if (count == 0) {
            return;
        }
        var bytes = ByteBuffer.wrap(atHand, 0, count);
        // Not used again: a first sending of these may be under way when a second is acknowledged.
        atHand = NOTHING;
        count = 0;
        failed = true;
        last = Optional.of(Failures.mapped(() -> editing.append(bytes, storageClass, unsynced)));
        failed = false;
    }

    /**
     * Flushes, and returns when all that this has flushed is fsynced on every member of its chunk:
     * what {@link #flush} does by itself only if the file's storage class says so. It can be called
     * again when it fails after its flush.
     */
    public void sync() throws IOException {
        flush();
        Failures.mappedAction(() -> editing.chunks().sync(unsynced));
    }

    /** What was flushed last: where it is, and the file as it was then. */
    public Optional<Edited> last() {
        return last;
    }

    /** Flushes, unless that has failed before. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        try {
            if (!failed) {
                flush();
            }
        } finally {
            closed = true;
        }
    }

    private void makeRoom(int bytes) {
        if (bytes > atHand.length) {
            int doubled = Math.clamp(2L * atHand.length, FIRST_BYTES, BYTES_AT_HAND_MAX);
            atHand = Arrays.copyOf(atHand, Math.max(bytes, doubled));
        }
    }

    private void requireUsable() throws IOException {
        if (closed) {
            throw new IOException("the appender is closed");
        }
        if (failed) {
            throw new IOException(
                    editing.path()
                            + ": a flush failed, and may have added its bytes or not;"
                            + " look, and open another appender");
        }
    }
}
