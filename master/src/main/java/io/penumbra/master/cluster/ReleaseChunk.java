package io.penumbra.master.cluster;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.Outcomes;
import io.penumbra.master.record.JournalRecord.ChunkLetGo;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.Release;

/** A writer is done with a chunk, or a member of it failed: it is sealed. */
public final class ReleaseChunk {
    private ReleaseChunk() {}

    public static Outcome decide(Draft draft, ClientId client, Release command)
            throws RefusedException {
        var id = new ChunkId(command.getChunk());
        var chunk = ChunkTable.find(draft.state(), id).orElse(null);
        if (chunk == null || !chunk.holder().equals(client)) {
            throw new RefusedException(
                    RefusalCode.STALE_CHUNK, id.toString(), "is not held by this session");
        }
        if (chunk.isOpen() && chunk.version().value() == command.getVersion()) {
            seal(draft, id, command);
        } // else what the writer wants has begun already
        if (command.getDone()) {
            draft.add(new ChunkLetGo(id));
        }
        return Outcomes.DONE;
    }

    private static void seal(Draft draft, ChunkId id, Release command) throws RefusedException {
        if (command.getAcknowledged() < 0 || command.getAcknowledged() > ChunkFormat.CHUNK_BYTES) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    id.toString(),
                    "cannot hold %d bytes".formatted(command.getAcknowledged()));
        }
        boolean full = command.getReason().isEmpty();
        SealStart.decide(
                draft,
                id,
                command.getAcknowledged(),
                full ? Level.INFO : Level.WARNING,
                full ? "its writer is done" : command.getReason());
    }
}
