package io.penumbra.chunkserver.replica;

import io.penumbra.chunkserver.store.ChunkLog;
import io.penumbra.chunkserver.store.FrameRun;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.util.List;

/**
 * A new chunk that a leader has this server make of what others hold. For one thread, which
 * controls the chunk meanwhile.
 */
final class Making {
    private final ServerContext context;
    private final ChunkLog log;
    private final Epoch epoch;
    private final ChunkVersion version;
    private long at = ChunkFormat.HEADER_BYTES;

    private Making(ServerContext context, ChunkLog log, Epoch epoch, ChunkVersion version) {
        this.context = context;
        this.log = log;
        this.epoch = epoch;
        this.version = version;
    }

    /** Asked for once: a request that comes again comes too late. */
    static Making begin(
            ServerContext context,
            ChunkLog log,
            Epoch epoch,
            ChunkVersion version,
            StorageClassName storageClass)
            throws IOException, RefusedException, InterruptedException {
        if (log.promise(version).isPresent() || log.image().isPresent()) {
            throw log.stale("was made already, or is being made");
        }
        log.files()
                .call(() -> {
                    log.create(storageClass, version);
                    return true;
                });
        return new Making(context, log, epoch, version);
    }

    ChunkVersion version() {
        return version;
    }

    /** Where the next frame stands. */
    long at() {
        return at;
    }

    void add(FrameRun run) throws IOException, RefusedException, InterruptedException {
        context.store().promise().requireStill(epoch);
        log.files()
                .call(() -> {
                    log.write(List.of(run));
                    return true;
                });
        at = run.end();
    }

    /** Says the digest of it. */
    byte[] end() throws IOException, RefusedException, InterruptedException {
        return log.files().call(() -> log.take(version));
    }
}
