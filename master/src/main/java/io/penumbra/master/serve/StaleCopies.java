package io.penumbra.master.serve;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ServerId;
import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.proto.Answer;
import io.penumbra.proto.ChunkLocation;
import io.penumbra.proto.Member;

/** Puts copies that their server reports damaged or under a lower version behind the others. */
final class StaleCopies {
    private StaleCopies() {}

    static Answer last(Answer answer, ServerTable servers) {
        if (!answer.hasLayout()) {
            return answer;
        }
        var changed = answer.toBuilder();
        var layout = changed.getLayoutBuilder();
        for (int i = 0; i < layout.getChunksCount(); i++) {
            layout.setChunks(i, last(layout.getChunks(i), servers));
        }
        return changed.build();
    }

    private static ChunkLocation last(ChunkLocation location, ServerTable servers) {
        if (location.getMembersList().stream().noneMatch(m -> isStale(location, m, servers))) {
            return location;
        }
        var ordered = location.toBuilder().clearMembers();
        for (var member : location.getMembersList()) {
            if (!isStale(location, member, servers)) {
                ordered.addMembers(member);
            }
        }
        for (var member : location.getMembersList()) {
            if (isStale(location, member, servers)) {
                ordered.addMembers(member.toBuilder().setLive(false));
            }
        }
        return ordered.build();
    }

    private static boolean isStale(ChunkLocation location, Member member, ServerTable servers) {
        return servers.replica(new ServerId(member.getServer()), new ChunkId(location.getChunk()))
                .map(replica ->
                        replica.damaged() || replica.version().value() < location.getVersion())
                .orElse(false);
    }
}
