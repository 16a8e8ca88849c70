package io.penumbra.master.record;

import io.penumbra.core.id.ChunkId;
import java.util.List;

/**
 * Where the frames of a chunk went that were in use.
 *
 * @param moves in the order of their places; between them nothing is in use
 */
public record Compaction(ChunkId source, List<Move> moves) {
    public Compaction {
        moves = List.copyOf(moves);
    }

    /** Whole frames that follow each other in both chunks. */
    public record Move(long from, long length, long to) {
        public long end() {
            return from + length;
        }
    }
}
