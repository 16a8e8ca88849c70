package io.penumbra.master.namespace;

import io.penumbra.core.path.FilePath;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.Outcomes;
import io.penumbra.master.record.JournalRecord.EntryMoved;
import io.penumbra.master.state.Dentry;
import io.penumbra.master.state.InodeTable;
import io.penumbra.master.state.TreeTable;
import io.penumbra.master.state.Usage;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.Rename;
import java.util.Optional;

/** A file or directory gets another name, in one step. */
public final class RenameEntry {
    private RenameEntry() {}

    public static Outcome decide(Draft draft, Rename command) throws RefusedException {
        var sourcePath = FilePath.parse(command.getSource());
        var targetPath = FilePath.parse(command.getTarget());
        var access = Access.of(draft);
        var source = Walk.spot(draft.state(), access, sourcePath, Walk.Links.KEPT);
        var moved = source.occupant().orElseThrow(source::absent);
        Preconditions.require(
                sourcePath,
                command.getPrecondition(),
                Optional.of(InodeTable.require(draft.state(), moved.inode())));
        if (targetPath.isRoot()) {
            throw NewEntry.exists(targetPath);
        }
        var target = Walk.spot(draft.state(), access, targetPath, Walk.Links.KEPT);
        if (target.directories().stream().anyMatch(step -> step.id().equals(moved.inode()))) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    sourcePath.toString(),
                    "cannot be moved below itself, to " + targetPath);
        }
        if (target.place().equals(source.place())) {
            return Outcomes.DONE;
        }
        source.requireWritable(access);
        target.requireWritable(access);
        requireRemovable(draft, access, sourcePath, source);
        if (target.occupant().isPresent()) {
            requireReplaceable(draft, command, targetPath, moved, target.occupant().get());
            requireRemovable(draft, access, targetPath, target);
        }
        requireRoom(draft, source, target);
        draft.add(
                new EntryMoved(
                        source.place(),
                        target.place(),
                        moved.inode(),
                        target.occupant().map(Dentry::inode)));
        return Outcomes.DONE;
    }

    private static void requireRemovable(Draft draft, Access access, FilePath path, Way way)
            throws RefusedException {
        var entry = InodeTable.require(draft.state(), way.occupant().orElseThrow().inode());
        access.requireMayRemove(
                way.directory().inode().attributes(), entry.attributes(), path.toString());
    }

    /** Only what has nothing below it is replaced, by its like, and only if asked to. */
    private static void requireReplaceable(
            Draft draft, Rename command, FilePath path, Dentry moved, Dentry occupant)
            throws RefusedException {
        if (!command.getReplace()) {
            throw NewEntry.exists(path);
        }
        if (occupant.isDirectory() && !moved.isDirectory()) {
            throw NewEntry.isDirectory(path);
        }
        if (moved.isDirectory() && !occupant.isDirectory()) {
            throw new RefusedException(
                    RefusalCode.NOT_A_DIRECTORY,
                    path.toString(),
                    "is a file, which a directory cannot replace");
        }
        if (occupant.isDirectory()
                && InodeTable.requireDirectory(draft.state(), occupant.inode()).entries() > 0) {
            throw new RefusedException(
                    RefusalCode.DIRECTORY_NOT_EMPTY,
                    path.toString(),
                    "only an empty directory is replaced");
        }
    }

    /** Above both places nothing changes; below that the target's directories get more. */
    private static void requireRoom(Draft draft, Way source, Way target) throws RefusedException {
        int common = 0;
        while (common < Math.min(source.directories().size(), target.directories().size())
                && source.directories()
                        .get(common)
                        .id()
                        .equals(target.directories().get(common).id())) {
            common++;
        }
        var more = whole(draft, source.occupant().orElseThrow());
        if (target.occupant().isPresent()) {
            more = more.minus(whole(draft, target.occupant().get()));
        }
        Way.requireRoom(draft, more, target.directories(), common);
    }

    private static Usage whole(Draft draft, Dentry dentry) {
        var inode = InodeTable.require(draft.state(), dentry.inode());
        return TreeTable.whole(draft.state(), dentry.inode(), inode);
    }
}
