package io.penumbra.master.cluster;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.record.JournalRecord.Sealed;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.ChunkTable;

/** A chunk is sealed, at a length that loses nothing that any member was proved to have. */
public final class SealFinish {
    private SealFinish() {}

    public static void decide(Draft draft, LeaderCommand.FinishSeal command)
            throws RefusedException {
        var id = command.chunk();
        var known = ChunkTable.find(draft.state(), id);
        if (known.isEmpty()) {
            return; // collected meanwhile
        }
        var chunk = known.get();
        if (chunk.isSealed() && chunk.version().equals(command.version())) {
            return;
        }
        if (!chunk.isSealing() || !chunk.version().equals(command.version())) {
            throw new RefusedException(
                    RefusalCode.STALE_CHUNK,
                    id.toString(),
                    "is at version %s, not being sealed at %s"
                            .formatted(chunk.version(), command.version()));
        }
        if (command.length() < leastLength(chunk)) {
            throw new RefusedException(
                    RefusalCode.UNAVAILABLE,
                    id.toString(),
                    "the members reached hold %d of %d bytes: waiting for the others"
                            .formatted(command.length(), chunk.length()));
        }
        draft.add(
                new Sealed(
                        id,
                        command.version(),
                        command.length(),
                        command.digest(),
                        command.members()));
        boolean whole = command.members().containsAll(chunk.members());
        draft.note(
                whole ? Level.INFO : Level.WARNING,
                id.toString(),
                "sealed at %d bytes on %s%s"
                        .formatted(
                                command.length(),
                                command.members(),
                                whole ? "" : ", was on " + chunk.members()));
    }

    /** Nobody need have a chunk that nothing was ever acknowledged of. */
    private static long leastLength(Chunk chunk) {
        return chunk.isWritten() ? chunk.length() : 0;
    }
}
