package io.penumbra.master.collect;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.cluster.live.Replica;
import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.master.placement.Server;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.SettingTable;
import io.penumbra.master.state.TombstoneTable;
import io.penumbra.master.state.Whereabouts;
import java.util.List;
import java.util.Optional;

/**
 * What chunkservers have said to this leader that they hold, held against the journal. Who has not
 * said all since this leader leads is not judged, and vouches for nothing.
 */
record Inventory(ServerTable servers, Epoch epoch) {
    /** Those that can be judged. */
    List<ServerId> judged() {
        return servers.servers().all().stream()
                .map(Server::id)
                .filter(server -> servers.hasReported(server, epoch))
                .toList();
    }

    /** What one of them has, in the order of the chunks. */
    List<ChunkId> of(ServerId server) {
        return servers.chunks(server).stream().sorted().toList();
    }

    /** Of one copy as it is now; one that is not there any more is needed, for all we know. */
    Leftover judge(StateReader state, ServerId server, ChunkId id) {
        return replica(server, id)
                .map(replica -> judge(state, server, id, replica))
                .orElse(Leftover.NEEDED);
    }

    private Leftover judge(StateReader state, ServerId server, ChunkId id, Replica replica) {
        var known = ChunkTable.find(state, id);
        return Leftover.of(
                server,
                replica,
                known,
                known.isEmpty() && TombstoneTable.holds(state, id),
                _ -> isWhole(state, id));
    }

    private boolean isWhole(StateReader state, ChunkId named) {
        var whereabouts = new Whereabouts(state);
        var id = whereabouts.of(named);
        var chunk = whereabouts.chunk(id);
        int wanted =
                SettingTable.findClass(state, chunk.storageClass())
                        .map(storageClass -> storageClass.replicas())
                        .orElse(Integer.MAX_VALUE);
        return chunk.isSealed()
                && chunk.members().size() >= wanted
                && chunk.members().stream().allMatch(member -> hasGood(member, id, chunk));
    }

    private boolean hasGood(ServerId member, ChunkId id, Chunk chunk) {
        return replica(member, id).filter(replica -> replica.isGoodOf(chunk)).isPresent();
    }

    private Optional<Replica> replica(ServerId server, ChunkId id) {
        return servers.hasReported(server, epoch) ? servers.replica(server, id) : Optional.empty();
    }
}
