package io.penumbra.zclient.data;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.ServerId;
import io.penumbra.proto.ChunkGrant;
import io.penumbra.proto.Member;
import java.util.List;
import java.util.Optional;

/**
 * A chunk that this client alone may append to, as long as its session lives.
 *
 * @param avoided what the master was asked to avoid; if a member is among it, there was no choice
 */
record GrantedChunk(ClientId holder, ChunkGrant grant, List<ServerId> avoided) {
    private static final String FSYNC = "fsync";

    ChunkId chunk() {
        return new ChunkId(grant.getChunk());
    }

    ChunkVersion version() {
        return new ChunkVersion(grant.getVersion());
    }

    /** In the order of the chain. */
    List<Member> members() {
        return grant.getMembersList();
    }

    boolean isFsynced() {
        return grant.getDurability().equals(FSYNC);
    }

    /** A member that has failed since the chunk was asked for. */
    Optional<ServerId> failedSince(List<ServerId> failed) {
        return members().stream()
                .map(member -> new ServerId(member.getServer()))
                .filter(server -> failed.contains(server) && !avoided.contains(server))
                .findFirst();
    }
}
