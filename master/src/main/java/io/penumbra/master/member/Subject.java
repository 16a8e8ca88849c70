package io.penumbra.master.member;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.master.state.Chunk;

/** Which chunk a member is asked about. */
public record Subject(ChunkId chunk, ChunkVersion version, StorageClassName storageClass) {
    public static Subject of(ChunkId id, Chunk chunk) {
        return new Subject(id, chunk.version(), chunk.storageClass());
    }
}
