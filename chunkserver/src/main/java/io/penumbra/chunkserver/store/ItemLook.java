package io.penumbra.chunkserver.store;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.chunk.Manifest;
import io.penumbra.core.chunk.SystemChunk;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Reads a system chunk from end to end and holds it against its manifest. For one thread. */
final class ItemLook {
    /** What one step reads at most. */
    static final int STEP_BYTES = 4 * ChunkFormat.FULL_FRAME_BYTES;

    private final Manifest manifest;
    private final DiskFile file;
    private final ChunkId chunk;
    private final long end;
    private final MessageDigest sha = SystemChunk.sha256();
    private final ByteBuffer window = ByteBuffer.allocate(STEP_BYTES);
    private long at = ChunkFormat.HEADER_BYTES;
    private boolean over;

    ItemLook(Manifest manifest, DiskFile file) {
        this.manifest = manifest;
        this.file = file;
        chunk = SystemChunk.idOf(manifest.name());
        end = SystemChunk.fileBytes(manifest);
    }

    boolean isOver() {
        return over;
    }

    /** A few frames more; fails with {@link DamagedException} if something is not right. */
    void step() throws IOException {
        if (at == ChunkFormat.HEADER_BYTES) {
            begin();
        }
        window.clear().limit((int) Math.min(STEP_BYTES, end - at));
        file.read(at, window);
        window.flip();
        boolean last = at + window.limit() >= end;
        while (window.hasRemaining()
                && (last || window.remaining() >= ChunkFormat.FULL_FRAME_BYTES)) {
            frame();
        }
        if (at == end) {
            conclude();
        } else if (last) {
            throw new DamagedException("no frame ends at " + end);
        }
    }

    private void begin() throws IOException {
        var _ = FrameScan.header(file, chunk);
        if (file.length() != end) {
            throw new DamagedException("%d bytes instead of %d".formatted(file.length(), end));
        }
        var first = ByteBuffer.allocate((int) (SystemChunk.contentBegin(manifest) - at));
        file.read(at, first);
        if (!SystemChunk.manifestIn(chunk, first.flip()).equals(manifest)) {
            throw new DamagedException("another manifest");
        }
        at = SystemChunk.contentBegin(manifest);
    }

    private void frame() throws DamagedException {
        var header = FrameHeader.decode(window);
        header.requirePlace(chunk, at);
        if (window.remaining() < header.length()) {
            throw new DamagedException("the frame at %d is cut short".formatted(at));
        }
        var payload = window.slice(window.position(), header.length());
        header.requireIntact(0, payload);
        sha.update(payload);
        window.position(window.position() + header.length());
        at = header.end();
    }

    private void conclude() throws DamagedException {
        over = true;
        var sum = HexFormat.of().formatHex(sha.digest());
        if (!sum.equals(manifest.sha256())) {
            throw new DamagedException(
                    "its bytes have the sum %s, not %s".formatted(sum, manifest.sha256()));
        }
    }
}
