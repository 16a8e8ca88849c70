package io.penumbra.master.cluster;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.record.JournalRecord.ChunksCollected;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.Session;
import io.penumbra.master.state.SessionTable;
import java.util.List;

/** Chunks go for good: nothing is in them, and nobody can still commit that something is. */
public final class ChunkCollection {
    private ChunkCollection() {}

    public static void decide(Draft draft, List<ChunkId> asked) {
        var state = draft.state();
        var collected =
                asked.stream()
                        .filter(id ->
                                ChunkTable.find(state, id)
                                        .filter(chunk -> isCollectable(state, chunk))
                                        .isPresent())
                        .toList();
        if (!collected.isEmpty()) {
            draft.add(new ChunksCollected(collected));
            draft.note(
                    Level.INFO,
                    collected.getFirst().toString(),
                    "collected, %d in all: no file has anything in them"
                            .formatted(collected.size()));
        }
    }

    public static boolean isCollectable(StateReader state, Chunk chunk) {
        return chunk.isUnused() && !isHeld(state, chunk);
    }

    /** Whether its writer may still commit what it wrote, however long ago that was. */
    public static boolean isHeld(StateReader state, Chunk chunk) {
        return SessionTable.find(state, chunk.holder()).orElse(null) instanceof Session.Open;
    }
}
