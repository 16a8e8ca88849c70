package io.penumbra.zclient.data;

import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.chunk.FrameOwner;
import io.penumbra.core.chunk.FrameType;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a file on its way. Its checksums are made once, by the writer's thread; each time it
 * is put into a chunk it gets a header for that place.
 *
 * <p>Belongs to one thread at a time: the writer's, its lane's, its stream's.
 */
final class Frame {
    private static final ChunkId NOWHERE = new ChunkId(0);
    private static final ChunkVersion UNPLACED = new ChunkVersion(0);

    private final Upload upload;
    private final ByteBuffer payload;
    private final @Nullable Block block;
    private FrameHeader header;
    private int together;

    Frame(Upload upload, FrameOwner owner, ByteBuffer payload, @Nullable Block block) {
        Invariant.check(
                payload.remaining() <= ChunkFormat.PAYLOAD_BYTES_MAX,
                "payload: %s",
                payload.remaining());
        this.upload = upload;
        this.payload = payload;
        this.block = block;
        header =
                FrameHeader.over(
                        FrameType.DATA,
                        NOWHERE,
                        ChunkFormat.HEADER_BYTES,
                        UNPLACED,
                        owner,
                        payload);
    }

    int bytes() {
        return header.frameBytes();
    }

    /** Should stand in one chunk with what follows it; that is so much with it. */
    void keepWith(int frameBytes) {
        together = frameBytes;
    }

    /** How much room a chunk should have for it. */
    int room() {
        return Math.max(together, bytes());
    }

    FrameHeader header() {
        return header;
    }

    ByteBuffer payload() {
        return payload.duplicate();
    }

    void place(ChunkId chunk, long offset, ChunkVersion version) {
        header = header.moved(chunk, offset, version);
    }

    void acknowledged(GrantedChunk chunk) {
        upload.acknowledged(header, new Unsynced.Part(chunk, header.end()));
        if (block != null) {
            block.acknowledged();
        }
    }

    /** It must be sent again, elsewhere. */
    void lost() {
        if (block != null) {
            block.spoil();
        }
    }

    void failed(Exception cause) {
        upload.failed(cause);
    }
}
