package io.penumbra.master.namespace;

import io.penumbra.core.path.FilePath;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.Outcomes;
import io.penumbra.master.record.JournalRecord.EntryRemoved;
import io.penumbra.master.state.InodeTable;
import io.penumbra.proto.Delete;
import io.penumbra.proto.Outcome;

/** A file, an empty directory or a whole tree goes, at once whatever its size. */
public final class DeleteEntry {
    private DeleteEntry() {}

    public static Outcome decide(Draft draft, Delete command) throws RefusedException {
        var path = FilePath.parse(command.getPath());
        Walk.requireNotRoot(path);
        var spot = Walk.spot(draft.state(), path);
        var dentry = spot.occupant().orElseThrow(() -> Walk.absent(path));
        if (dentry.isDirectory() && !command.getRecursive()) {
            long entries = InodeTable.requireDirectory(draft.state(), dentry.inode()).entries();
            if (entries > 0) {
                throw new RefusedException(
                        RefusalCode.DIRECTORY_NOT_EMPTY,
                        path.toString(),
                        "holds %d entries: delete it recursively".formatted(entries));
            }
        }
        draft.add(new EntryRemoved(spot.place(), dentry.inode()));
        return Outcomes.DONE;
    }
}
