package io.penumbra.zclient;

import io.penumbra.core.refusal.RefusedException;
import io.penumbra.zclient.data.Block;
import io.penumbra.zclient.data.ChunkClient;
import io.penumbra.zclient.data.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file being written. Nothing of it is visible before {@link #commit}, then all of it at once;
 * closing it without a commit leaves everything as it was. For one thread.
 *
 * <p>What fits one block goes the way of small files when it is committed; more goes out while it
 * is written.
 */
public final class FileWriter extends OutputStream {
    private final Committer committer;
    private final ChunkClient chunks;
    private final MessageDigest digest = Committer.newDigest();

    private @Nullable Block block;
    private @Nullable Upload upload;
    private long foundBytes;
    private boolean closed;

    FileWriter(Committer committer, ChunkClient chunks) {
        this.committer = committer;
        this.chunks = chunks;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int at = offset;
        while (at < offset + length) {
            var room = room();
            int step = Math.min(room.remaining(), offset + length - at);
            room.put(bytes, at, step);
            at += step;
        }
    }

    /** Writes all of {@code source} without copying it once more. */
    void writeAll(InputStream source) throws IOException {
        while (true) {
            var room = room();
            int read =
                    source.read(
                            room.array(), room.arrayOffset() + room.position(), room.remaining());
            if (read < 0) {
                return;
            }
            room.position(room.position() + read);
        }
    }

    /** Gives the path this content. Returns when it is durable. */
    public FileStatus commit() throws IOException {
        requireOpen();
        var last = block;
        int bytes = last == null ? 0 : last.bytes().position();
        closed = true;
        return Failures.mapped(() -> {
            try (var whole =
                    upload != null ? upload : chunks.small(committer.storageClass(), bytes)) {
                if (last != null && bytes > 0) {
                    send(whole, last);
                }
                var status = committer.commit(whole, digest);
                foundBytes = whole.foundBytes();
                return status;
            }
        });
    }

    /**
     * Once it is committed: how many of its bytes were not sent, since they were stored already.
     */
    public long foundBytes() {
        return foundBytes;
    }

    @Override
    public void close() {
        if (!closed && upload != null) {
            upload.close();
        }
        closed = true;
    }

    /** The present block, with room in it. */
    private ByteBuffer room() throws IOException {
        requireOpen();
        var present = block;
        if (present != null && present.bytes().hasRemaining()) {
            return present.bytes();
        }
        if (present != null) {
            Failures.mappedAction(() -> send(large(), present));
        }
        var empty = chunks.block();
        block = empty;
        var room = empty.bytes();
        return upload == null ? room : room.limit(Math.min(room.limit(), upload.room()));
    }

    private Upload large() throws IOException, RefusedException, InterruptedException {
        var open = upload;
        if (open == null) {
            open = chunks.large(committer.storageClass(), committer.caller());
            upload = open;
        }
        return open;
    }

    private void send(Upload target, Block full)
            throws IOException, RefusedException, InterruptedException {
        block = null;
        digest.update(full.bytes().duplicate().flip());
        target.add(full);
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the file is closed");
        }
    }
}
