package io.penumbra.master.cluster;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.record.JournalRecord.MembersSet;
import io.penumbra.master.state.ChunkTable;

/** A sealed chunk has got a copy elsewhere, and is no longer where it cannot be reached. */
public final class MemberChange {
    private MemberChange() {}

    public static void decide(Draft draft, LeaderCommand.SetMembers command)
            throws RefusedException {
        var id = command.chunk();
        var chunk = ChunkTable.find(draft.state(), id).orElse(null);
        if (chunk == null || !chunk.isSealed() || !chunk.members().equals(command.before())) {
            throw new RefusedException(
                    RefusalCode.STALE_CHUNK,
                    id.toString(),
                    "is not sealed on %s".formatted(command.before()));
        }
        draft.add(new MembersSet(id, command.members()));
        draft.note(
                Level.INFO,
                id.toString(),
                "%s: on %s, was on %s"
                        .formatted(command.why(), command.members(), command.before()));
    }
}
