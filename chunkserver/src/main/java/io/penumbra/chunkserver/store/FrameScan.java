package io.penumbra.chunkserver.store;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.ChunkHeader;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.port.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a chunk file holds, found by reading all of it and checking every checksum.
 *
 * @param length the end of the last frame before anything that is not right
 * @param version that of the last frame, zero if there is none
 * @param fault what stands at {@code length} instead of a frame; empty if it is the end
 */
record FrameScan(
        ChunkHeader header,
        long length,
        ChunkVersion version,
        HeaderDigest digest,
        Optional<DamagedException> fault) {
    private static final int WINDOW_BYTES = 4 * ChunkFormat.FULL_FRAME_BYTES;

    /** Reads up to {@code limit}; fails if not even the chunk's header is right. */
    static FrameScan of(DiskFile file, ChunkId chunk, long limit) throws IOException {
        var header = header(file, chunk);
        var digest = new HeaderDigest();
        digest.add(header.encode());
        var version = new ChunkVersion(0);
        var window = ByteBuffer.allocate(WINDOW_BYTES);
        long at = ChunkFormat.HEADER_BYTES;
        while (at < limit) {
            fill(file, at, limit, window);
            try {
                var run = FrameRun.prefix(chunk, at, window);
                if (run.lowest().compareTo(version) < 0) {
                    throw new DamagedException("frame at %d: version goes back".formatted(at));
                }
                run.headers().forEach(digest::add);
                version = run.highest();
                at = run.end();
            } catch (DamagedException e) {
                return new FrameScan(header, at, version, digest, Optional.of(e));
            }
        }
        return new FrameScan(header, at, version, digest, Optional.empty());
    }

    static ChunkHeader header(DiskFile file, ChunkId chunk) throws IOException {
        var bytes = ByteBuffer.allocate(ChunkFormat.HEADER_BYTES);
        file.read(0, bytes);
        var header = ChunkHeader.decode(bytes.flip());
        if (!header.chunk().equals(chunk)) {
            throw new DamagedException("file of %s holds %s".formatted(chunk, header.chunk()));
        }
        return header;
    }

    private static void fill(DiskFile file, long at, long limit, ByteBuffer window)
            throws IOException {
        window.clear().limit((int) Math.min(window.capacity(), limit - at));
        file.read(at, window);
        window.flip();
    }
}
