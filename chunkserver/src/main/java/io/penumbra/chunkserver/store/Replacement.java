package io.penumbra.chunkserver.store;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.ChunkHeader;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A copy made anew beside one that is damaged. It takes its place once it is whole, durable and
 * proven; until then the damaged one stays, of which every good byte may still be needed. Belongs
 * to whoever has the chunk's {@link ChunkLog#control}; all are file calls.
 */
public final class Replacement implements AutoCloseable {
    private final ChunkLog log;
    private final DataDirectory directory;
    private final String name;
    private final OpenFiles.Use use;
    private final HeaderDigest digest = new HeaderDigest();
    private long end = ChunkFormat.HEADER_BYTES;
    private boolean inPlace;

    private Replacement(ChunkLog log, DataDirectory directory, OpenFiles.Use use) {
        this.log = log;
        this.directory = directory;
        this.use = use;
        name = ChunkFile.replacement(log.id());
    }

    public static Replacement begin(ChunkLog log, StorageClassName storageClass)
            throws IOException, RefusedException {
        var directory = log.directory();
        var header = new ChunkHeader(directory.cluster(), log.id(), storageClass).encode();
        return directory.withRoom(() -> {
            var parent = ChunkFile.directory(log.id());
            var use = directory.create(parent, ChunkFile.replacement(log.id()));
            var replacement = new Replacement(log, directory, use);
            use.file().truncate(0);
            use.file().write(0, List.of(header.duplicate()));
            replacement.digest.add(header);
            return replacement;
        });
    }

    /** Where the next frame belongs. */
    public long end() {
        return end;
    }

    public void write(FrameRun run) throws IOException, RefusedException {
        directory.withRoom(() -> {
            use.file().write(end, run.pieces().stream().map(ByteBuffer::duplicate).toList());
            return true;
        });
        run.headers().forEach(digest::add);
        directory.traffic().wrote(run.end() - end);
        end = run.end();
    }

    /** Takes the place of the damaged file, if it is what it must be. */
    public void finish(byte[] expected, ChunkVersion version) throws IOException, RefusedException {
        if (!Arrays.equals(digest.value(), expected)) {
            throw new DamagedException(
                    "%s: the copies together have the digest %s, not %s"
                            .formatted(
                                    log.id(),
                                    HexFormat.of().formatHex(digest.value()),
                                    HexFormat.of().formatHex(expected)));
        }
        directory.trusted(() -> {
            use.file().sync();
            directory.disk().rename(name, ChunkFile.name(log.id()));
            directory.syncNames(ChunkFile.directory(log.id()));
            return true;
        });
        inPlace = true;
        directory.files().forget(ChunkFile.name(log.id()));
        log.replaced(version, digest, end);
    }

    @Override
    public void close() throws IOException, RefusedException {
        use.close();
        directory.files().forget(name);
        if (!inPlace) {
            directory.trusted(() -> {
                directory.disk().delete(name);
                return true;
            });
        }
    }
}
