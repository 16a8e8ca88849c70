package io.penumbra.master.namespace;

import io.penumbra.core.path.FilePath;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.Outcomes;
import io.penumbra.master.record.JournalRecord.DirectoryMade;
import io.penumbra.master.state.Inode;
import io.penumbra.master.state.Usage;
import io.penumbra.proto.Mkdir;
import io.penumbra.proto.Outcome;

/** A new, empty directory. */
public final class MakeDirectory {
    private MakeDirectory() {}

    public static Outcome decide(Draft draft, Mkdir command) throws RefusedException {
        var path = FilePath.parse(command.getPath());
        int mode = NewEntry.mode(path, command.getMode(), NewEntry.DIRECTORY_MODE);
        if (path.isRoot()) {
            return already(draft, command, path);
        }
        var parents = NewEntry.Parents.of(command.getParents());
        var entry = NewEntry.at(draft, path, parents, Walk.Links.KEPT);
        if (entry.isTaken()) {
            return already(draft, command, path);
        }
        entry.requireAddable(draft, Usage.ONE_DIRECTORY);
        var stamp = draft.nextStamp();
        var attributes = entry.inherited(draft, mode);
        var id = draft.takeInodes(1);
        draft.add(new DirectoryMade(entry.place(), id, attributes));
        var made = new Inode.Directory(stamp, attributes, stamp.time(), 0);
        return Outcomes.file(FileInfos.of(draft).ofNew(path.toString(), id, made));
    }

    private static Outcome already(Draft draft, Mkdir command, FilePath path)
            throws RefusedException {
        if (!command.getParents()) {
            throw NewEntry.exists(path);
        }
        var found = Walk.require(draft.state(), Access.of(draft), path, Walk.Links.FOLLOWED);
        if (!(found.inode() instanceof Inode.Directory)) {
            throw NewEntry.exists(path);
        }
        return Outcomes.file(FileInfos.of(draft).of(path.toString(), found.id(), found.inode()));
    }
}
