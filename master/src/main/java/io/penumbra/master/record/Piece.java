package io.penumbra.master.record;

import com.google.protobuf.ByteString;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;

/**
 * A run of bytes that is known by what it is, and where it was written: one extent, of whole frames
 * from the first byte of the first.
 */
public record Piece(ByteString sha256, ChunkId chunk, long frameOffset, long length) {
    /** Whether the extent is just this place. */
    public boolean isAt(Extent extent) {
        return extent.chunk().equals(chunk)
                && extent.frameOffset() == frameOffset
                && extent.skip() == 0
                && extent.length() == length;
    }
}
