package io.penumbra.master.cluster.live;

import io.penumbra.core.id.ChunkVersion;
import io.penumbra.master.state.Chunk;

/**
 * A copy of a chunk as its server reported it.
 *
 * @param damaged its server found that its bytes are not what was written
 */
public record Replica(ChunkVersion version, long verifiedLength, boolean sealed, boolean damaged) {
    /** Whether it is just what the journal says that it was sealed as. */
    public boolean isGoodOf(Chunk sealedChunk) {
        return version.equals(sealedChunk.version())
                && verifiedLength == sealedChunk.length()
                && !damaged;
    }
}
