package io.penumbra.zclient.data;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.ServerId;
import io.penumbra.proto.ChunkGrant;
import io.penumbra.proto.Member;
import java.util.List;

/** A chunk that this client alone may append to, as long as its session lives. */
record GrantedChunk(ClientId holder, ChunkGrant grant) {
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

    boolean isOn(ServerId server) {
        return members().stream().anyMatch(member -> member.getServer().equals(server.value()));
    }
}
