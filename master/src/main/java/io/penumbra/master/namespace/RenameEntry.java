package io.penumbra.master.namespace;

import io.penumbra.core.path.FilePath;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.Outcomes;
import io.penumbra.master.record.JournalRecord.EntryMoved;
import io.penumbra.master.state.Dentry;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.Rename;

/** A file or directory gets another name, in one step. */
public final class RenameEntry {
    private RenameEntry() {}

    public static Outcome decide(Draft draft, Rename command) throws RefusedException {
        var sourcePath = FilePath.parse(command.getSource());
        var targetPath = FilePath.parse(command.getTarget());
        Walk.requireNotRoot(sourcePath);
        var source = Walk.spot(draft.state(), sourcePath);
        var moved = source.occupant().orElseThrow(() -> Walk.absent(sourcePath));
        if (targetPath.isRoot()) {
            throw NewEntry.exists(targetPath);
        }
        var target = Walk.spot(draft.state(), targetPath);
        if (target.ancestors().contains(moved.inode())) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    sourcePath.toString(),
                    "cannot be moved below itself, to " + targetPath);
        }
        if (target.place().equals(source.place())) {
            return Outcomes.DONE;
        }
        if (target.occupant().isPresent()) {
            requireReplaceable(command, targetPath, moved, target.occupant().get());
        }
        draft.add(
                new EntryMoved(
                        source.place(),
                        target.place(),
                        moved.inode(),
                        target.occupant().map(Dentry::inode)));
        return Outcomes.DONE;
    }

    /** Only a file takes the place of a file, and only if asked to. */
    private static void requireReplaceable(
            Rename command, FilePath path, Dentry moved, Dentry occupant) throws RefusedException {
        if (!command.getReplace() || (moved.isDirectory() && occupant.isDirectory())) {
            throw NewEntry.exists(path);
        }
        if (occupant.isDirectory()) {
            throw NewEntry.isDirectory(path);
        }
        if (moved.isDirectory()) {
            throw new RefusedException(
                    RefusalCode.NOT_A_DIRECTORY,
                    path.toString(),
                    "is a file, which a directory cannot replace");
        }
    }
}
