package io.penumbra.cli.chunk;

import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.chunk.Manifest;
import java.util.List;
import java.util.Optional;

/** What stands somewhere behind a chunk's header. Parts follow each other without a gap. */
sealed interface ChunkPart {
    /**
     * A frame whose header is right.
     *
     * @param badBlocks the blocks of its payload that fail their checksum, counted from 0
     * @param goesBack its version is lower than that of a frame before it
     * @param manifest what a system chunk's first frame says of it
     */
    record Frame(
            FrameHeader header,
            List<Integer> badBlocks,
            boolean goesBack,
            Optional<Manifest> manifest)
            implements ChunkPart {
        boolean isRight() {
            return badBlocks.isEmpty() && !goesBack;
        }
    }

    /**
     * Bytes between frames that are no frame.
     *
     * @param why what is wrong where a frame should begin
     */
    record Damage(long offset, long bytes, String why) implements ChunkPart {}

    /** Bytes at the end that are no frame: a write that was torn, or damage to the last frames. */
    record Tail(long offset, long bytes, String what) implements ChunkPart {}
}
