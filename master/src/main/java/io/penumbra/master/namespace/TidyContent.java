package io.penumbra.master.namespace;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.record.JournalRecord.ContentTidied;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.ExtentTable;
import io.penumbra.master.state.Inode;
import io.penumbra.master.state.InodeTable;

/** Bytes of a file that stood in many small parts stand in one chunk, one after the other. */
public final class TidyContent {
    private TidyContent() {}

    public static void decide(Draft draft, LeaderCommand.Tidy command) throws RefusedException {
        var state = draft.state();
        var made = ChunkTable.find(state, command.chunk()).orElse(null);
        if (made == null || !made.isOpen() || !made.isUnused()) {
            throw stale(command, command.chunk() + " does not wait for its bytes");
        }
        long from = command.before().getFirst().fileOffset();
        long to = command.before().getLast().fileEnd();
        if (!(InodeTable.find(state, command.inode()).orElse(null) instanceof Inode.File file)
                || !ExtentTable.read(state, command.inode(), file, from, to)
                        .equals(command.before())) {
            throw stale(command, "has other bytes by now");
        }
        draft.add(
                new ContentTidied(
                        command.inode(),
                        from,
                        to,
                        command.chunk(),
                        command.length(),
                        command.digest(),
                        command.members()));
    }

    private static RefusedException stale(LeaderCommand.Tidy command, String why) {
        return new RefusedException(RefusalCode.STALE_CHUNK, command.inode().toString(), why);
    }
}
