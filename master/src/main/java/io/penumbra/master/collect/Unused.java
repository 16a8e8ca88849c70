package io.penumbra.master.collect;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.cluster.ChunkCollection;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.ChunkTable;
import java.util.ArrayList;
import java.util.List;

/** The chunks that no file has anything in. */
final class Unused {
    /** The next pass takes the rest. */
    private static final int COLLECTABLE_MAX = 100_000;

    private final List<ChunkId> collectable = new ArrayList<>();
    private long bytes;
    private long held;

    static Unused in(StateReader state) {
        var unused = new Unused();
        ChunkTable.each(
                state,
                (id, chunk) -> {
                    if (chunk.isUnused()) {
                        unused.add(id, chunk, ChunkCollection.isHeld(state, chunk));
                    }
                });
        return unused;
    }

    private void add(ChunkId id, Chunk chunk, boolean isHeld) {
        if (isHeld) {
            held++;
        } else if (collectable.size() < COLLECTABLE_MAX) {
            collectable.add(id);
            bytes += chunk.length();
        }
    }

    /** In the order of their ids. */
    List<ChunkId> collectable() {
        return collectable;
    }

    /** In the collectable ones, each counted once, whatever the number of its copies. */
    long bytes() {
        return bytes;
    }

    /** Those whose writer may still commit. */
    long held() {
        return held;
    }
}
