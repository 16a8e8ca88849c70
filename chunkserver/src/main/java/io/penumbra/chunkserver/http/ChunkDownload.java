package io.penumbra.chunkserver.http;

import io.penumbra.chunkserver.store.ServerStore;
import io.penumbra.chunkserver.store.StoredFile;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.http.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;

/**
 * Sends chunk files as they are, right or damaged: a few at a time, each through a small buffer.
 */
public final class ChunkDownload {
    static final int AT_ONCE_MAX = 4;
    private static final int BUFFER_BYTES = 64 << 10;

    private final ServerStore store;
    private final Semaphore turns = new Semaphore(AT_ONCE_MAX);

    public ChunkDownload(ServerStore store) {
        this.store = store;
    }

    void send(Answer answer, String name)
            throws IOException, RefusedException, InterruptedException {
        var chunk = parse(name);
        if (!turns.tryAcquire()) {
            throw new RefusedException(
                    RefusalCode.OVERLOADED,
                    chunk.toString(),
                    "%d chunks are being sent already; try again".formatted(AT_ONCE_MAX));
        }
        try (var file = store.file(chunk)) {
            send(answer, file);
        } finally {
            turns.release();
        }
    }

    private static ChunkId parse(String name) throws RefusedException {
        try {
            return ChunkId.parse(name);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT, name, "is not a chunk, such as chunk-3.2a");
        }
    }

    /** What is appended meanwhile does not belong to it. */
    private void send(Answer answer, StoredFile file)
            throws IOException, RefusedException, InterruptedException {
        long length = file.files().call(file::length);
        var out = answer.begin(200, "application/octet-stream", length);
        if (answer.isHead()) {
            return;
        }
        var buffer = ByteBuffer.allocate(BUFFER_BYTES);
        for (long sent = 0; sent < length; sent += buffer.limit()) {
            long from = sent;
            buffer.clear().limit((int) Math.min(BUFFER_BYTES, length - from));
            int read = file.files().call(() -> file.read(from, buffer));
            if (read < buffer.limit()) {
                throw new IOException("cut to %d bytes meanwhile".formatted(from + read));
            }
            out.write(buffer.array(), 0, read);
        }
    }
}
