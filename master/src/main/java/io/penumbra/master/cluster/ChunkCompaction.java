package io.penumbra.master.cluster;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.record.Compaction;
import io.penumbra.master.record.JournalRecord.ChunkCompacted;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.ChunkTable;

/** What is in use of some chunks is all in another one, and they are given up. */
public final class ChunkCompaction {
    private ChunkCompaction() {}

    public static void decide(Draft draft, LeaderCommand.Compact command) throws RefusedException {
        var state = draft.state();
        var made = ChunkTable.find(state, command.chunk()).orElse(null);
        if (made == null || !made.isOpen() || !made.isUnused()) {
            throw stale(command.chunk(), "is not waiting to be compacted into");
        }
        var sources =
                command.sources().stream()
                        .filter(source -> isCompactable(state, source.source()))
                        .toList();
        if (sources.isEmpty()) {
            throw stale(command.chunk(), "has nothing in it that is still needed");
        }
        draft.add(
                new ChunkCompacted(
                        command.chunk(),
                        command.length(),
                        command.digest(),
                        command.members(),
                        sources));
        draft.note(
                Level.INFO,
                command.chunk().toString(),
                "compacted, %d bytes out of %s"
                        .formatted(
                                command.length(),
                                sources.stream().map(Compaction::source).toList()));
    }

    private static boolean isCompactable(StateReader state, ChunkId id) {
        return ChunkTable.find(state, id).filter(chunk -> isCompactable(state, chunk)).isPresent();
    }

    /** What is in use of it can only become less: it is sealed, and its writer is done with it. */
    public static boolean isCompactable(StateReader state, Chunk chunk) {
        return chunk.isSealed()
                && chunk.use().references() > 0
                && !ChunkCollection.isHeld(state, chunk);
    }

    private static RefusedException stale(ChunkId chunk, String why) {
        return new RefusedException(RefusalCode.STALE_CHUNK, chunk.toString(), why);
    }
}
