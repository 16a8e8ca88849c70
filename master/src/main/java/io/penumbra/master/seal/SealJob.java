package io.penumbra.master.seal;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.master.state.Chunk;
import java.util.List;

/**
 * A chunk whose seal has begun.
 *
 * @param version that the seal gives it; the one before is what its bytes were written under
 * @param committed every member held at least this, so the seal cannot end below it
 * @param members in the order of the chain
 */
record SealJob(
        ChunkId chunk,
        ChunkVersion version,
        long committed,
        List<ServerId> members,
        StorageClassName storageClass) {
    static SealJob of(ChunkId id, Chunk chunk) {
        return new SealJob(
                id, chunk.version(), chunk.length(), chunk.members(), chunk.storageClass());
    }
}
