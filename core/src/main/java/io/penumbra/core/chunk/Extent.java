package io.penumbra.core.chunk;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.ChunkId;

/**
 * A run of a file's bytes that stands in one chunk, in consecutive frames of which every one but
 * the last is full.
 *
 * @param fileOffset where in the file it begins
 * @param frameOffset where in the chunk the first frame's header stands
 * @param skip bytes of the first frame's payload that come before this extent
 */
public record Extent(long fileOffset, ChunkId chunk, long frameOffset, int skip, long length) {
    public Extent {
        Invariant.check(fileOffset >= 0 && length > 0, "extent: %s+%s", fileOffset, length);
        Invariant.check(frameOffset >= ChunkFormat.HEADER_BYTES, "frame offset: %s", frameOffset);
        Invariant.check(skip >= 0 && skip < ChunkFormat.PAYLOAD_BYTES_MAX, "skip: %s", skip);
    }

    public long fileEnd() {
        return fileOffset + length;
    }

    /** The part of this extent between two offsets of the file, both within it. */
    public Extent slice(long fromFileOffset, long toFileOffset) {
        Invariant.check(
                fromFileOffset >= fileOffset
                        && toFileOffset <= fileEnd()
                        && fromFileOffset < toFileOffset,
                "slice %s..%s of %s",
                fromFileOffset,
                toFileOffset,
                this);
        long from = skip + (fromFileOffset - fileOffset);
        long frames = from / ChunkFormat.PAYLOAD_BYTES_MAX;
        return new Extent(
                fromFileOffset,
                chunk,
                frameOffset + frames * ChunkFormat.FULL_FRAME_BYTES,
                (int) (from % ChunkFormat.PAYLOAD_BYTES_MAX),
                toFileOffset - fromFileOffset);
    }

    /**
     * The chunk must be at least this long to hold the extent's bytes, if its last frame ends here.
     */
    public long chunkEnd() {
        long bytes = skip + length;
        long full = (bytes - 1) / ChunkFormat.PAYLOAD_BYTES_MAX;
        int last = (int) (bytes - full * ChunkFormat.PAYLOAD_BYTES_MAX);
        return frameOffset + full * ChunkFormat.FULL_FRAME_BYTES + ChunkFormat.frameBytes(last);
    }
}
