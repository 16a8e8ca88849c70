package io.penumbra.master.namespace;

import io.penumbra.core.path.FilePath;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.Outcomes;
import io.penumbra.master.record.JournalRecord.EntryRemoved;
import io.penumbra.master.state.Inode;
import io.penumbra.master.state.InodeTable;
import io.penumbra.proto.Delete;
import io.penumbra.proto.Outcome;
import java.util.Optional;

/** A file, an empty directory or a whole tree goes, at once whatever its size. */
public final class DeleteEntry {
    private DeleteEntry() {}

    public static Outcome decide(Draft draft, Delete command) throws RefusedException {
        var path = FilePath.parse(command.getPath());
        var access = Access.of(draft);
        var spot = Walk.spot(draft.state(), access, path, Walk.Links.KEPT);
        var dentry = spot.occupant().orElseThrow(spot::absent);
        if (command.getDirectory() && !dentry.isDirectory()) {
            throw new RefusedException(
                    RefusalCode.NOT_A_DIRECTORY, path.toString(), "is no directory");
        }
        var inode = InodeTable.require(draft.state(), dentry.inode());
        Preconditions.require(path, command.getPrecondition(), Optional.of(inode));
        spot.requireWritable(access);
        access.requireMayRemove(
                spot.directory().inode().attributes(), inode.attributes(), path.toString());
        if (inode instanceof Inode.Directory directory && directory.entries() > 0) {
            requireEmptiable(access, command, directory);
        }
        draft.add(new EntryRemoved(spot.place(), dentry.inode()));
        return Outcomes.DONE;
    }

    /** Directories below it are not looked at: there may be any number. */
    private static void requireEmptiable(Access access, Delete command, Inode.Directory directory)
            throws RefusedException {
        if (!command.getRecursive()) {
            throw new RefusedException(
                    RefusalCode.DIRECTORY_NOT_EMPTY,
                    command.getPath(),
                    "holds %d entries: delete it recursively".formatted(directory.entries()));
        }
        access.require(Access.Right.WRITE, directory.attributes(), command.getPath());
    }
}
