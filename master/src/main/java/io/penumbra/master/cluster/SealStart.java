package io.penumbra.master.cluster;

import io.penumbra.core.id.ChunkId;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.record.JournalRecord.SealBegan;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.ChunkTable;

/** An open chunk gets a new version, by which its members will turn its writer away. */
public final class SealStart {
    private SealStart() {}

    /** Done also if it is not open any more. */
    public static void decide(Draft draft, LeaderCommand.BeginSeal command) {
        var open = ChunkTable.find(draft.state(), command.chunk()).filter(Chunk::isOpen);
        if (open.isPresent()) {
            decide(draft, command.chunk(), 0, Level.WARNING, command.why());
        }
    }

    static void decide(Draft draft, ChunkId id, long acknowledged, Level level, String why) {
        var chunk = ChunkTable.require(draft.state(), id);
        draft.add(new SealBegan(id, chunk.version().next(), acknowledged));
        draft.note(level, id.toString(), "seal begun: " + why);
    }
}
