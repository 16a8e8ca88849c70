package io.penumbra.master.collect;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.cluster.live.Replica;
import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.SettingTable;
import io.penumbra.master.state.TombstoneTable;
import io.penumbra.master.state.Whereabouts;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * What chunkservers have said to this leader that they hold, held against the journal. Who has not
 * said all since this leader leads is not judged, and vouches for nothing.
 */
final class Inventory {
    private final SortedMap<ServerId, SortedMap<ChunkId, Replica>> held = new TreeMap<>();

    static Inventory of(ServerTable servers, Epoch epoch) {
        var inventory = new Inventory();
        for (var server : servers.servers().all()) {
            servers.held(server.id(), epoch)
                    .ifPresent(replicas -> inventory.held.put(server.id(), replicas));
        }
        return inventory;
    }

    /** All copies of one server that are not needed, or that nobody knows. */
    void judge(StateReader state, ServerId server, BiConsumer<ChunkId, Leftover> visitor) {
        held.getOrDefault(server, new TreeMap<>())
                .forEach((id, replica) -> {
                    var verdict = judge(state, server, id, replica);
                    if (verdict != Leftover.NEEDED) {
                        visitor.accept(id, verdict);
                    }
                });
    }

    /** Of one copy; one that is not there any more is needed, for all that is known. */
    Leftover judge(StateReader state, ServerId server, ChunkId id) {
        var replica = held.getOrDefault(server, new TreeMap<>()).get(id);
        return replica == null ? Leftover.NEEDED : judge(state, server, id, replica);
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
        var replica = held.getOrDefault(member, new TreeMap<>()).get(id);
        return replica != null && replica.isGoodOf(chunk);
    }

    SortedMap<ServerId, SortedMap<ChunkId, Replica>> held() {
        return held;
    }
}
