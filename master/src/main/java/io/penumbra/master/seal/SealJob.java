package io.penumbra.master.seal;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ServerId;
import io.penumbra.master.member.Subject;
import io.penumbra.master.state.Chunk;
import java.util.List;

/**
 * A chunk whose seal has begun.
 *
 * @param subject of the version that the seal gives it; the one before is what its bytes were
 *     written under
 * @param committed every member held at least this, so the seal cannot end below it
 * @param members in the order of the chain
 */
record SealJob(Subject subject, long committed, List<ServerId> members) {
    static SealJob of(ChunkId id, Chunk chunk) {
        return new SealJob(Subject.of(id, chunk), chunk.length(), chunk.members());
    }

    ChunkId chunk() {
        return subject.chunk();
    }

    ChunkVersion version() {
        return subject.version();
    }
}
