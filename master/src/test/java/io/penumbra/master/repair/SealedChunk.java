package io.penumbra.master.repair;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.ServerId;
import io.penumbra.master.record.StorageClass;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.Stamp;
import java.time.Instant;
import java.util.List;

/** A sealed chunk that one file uses. */
final class SealedChunk {
    private SealedChunk() {}

    static Chunk of(long version, long length, List<ServerId> members) {
        return new Chunk(
                new Stamp(new JournalIndex(7), Instant.EPOCH),
                StorageClass.DEFAULT.name(),
                new ChunkVersion(version),
                new ClientId(1),
                members,
                length,
                new Chunk.Phase.Sealed(ByteString.copyFromUtf8("digest")),
                new Chunk.Use(1, length));
    }
}
