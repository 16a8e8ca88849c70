package io.penumbra.master.namespace;

import io.penumbra.core.path.FilePath;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.Outcomes;
import io.penumbra.master.record.JournalRecord.EntryRestored;
import io.penumbra.master.state.Deleted;
import io.penumbra.master.state.InodeTable;
import io.penumbra.master.state.TreeTable;
import io.penumbra.proto.Outcome;

/** What was deleted gets a name again, the old one or another, whatever is below it. */
public final class Undelete {
    private Undelete() {}

    public static Outcome decide(Draft draft, io.penumbra.proto.Undelete command)
            throws RefusedException {
        var path = FilePath.parse(command.getPath());
        var target = command.getTarget().isEmpty() ? path : FilePath.parse(command.getTarget());
        var deleted = require(draft, path, command);
        var entry = NewEntry.at(draft, target, NewEntry.Parents.REQUIRED, Walk.Links.KEPT);
        if (entry.isTaken()) {
            throw NewEntry.exists(target);
        }
        var id = deleted.dentry().inode();
        var inode = InodeTable.require(draft.state(), id);
        entry.requireAddable(draft, TreeTable.whole(draft.state(), id, inode));
        draft.add(new EntryRestored(entry.place(), id, deleted.end()));
        return Outcomes.file(FileInfos.of(draft).of(target.toString(), id, inode));
    }

    private static Deleted require(Draft draft, FilePath path, io.penumbra.proto.Undelete command)
            throws RefusedException {
        var state = draft.state();
        var access = Access.of(draft);
        var index = PointsInTime.index(state, command.getAsOf());
        var then = PointsInTime.view(state, command.getAsOf()).state();
        var spot = Walk.spot(then, access, path, Walk.Links.KEPT);
        spot.requireWritable(access);
        var deleted =
                index.isPresent()
                        ? Deleted.after(state, spot.place(), index.get())
                        : Deleted.last(state, spot.place());
        return deleted.filter(it -> it.isRestorable(state))
                .orElseThrow(() ->
                        new RefusedException(
                                RefusalCode.NOT_FOUND,
                                path.toString(),
                                "nothing that was deleted under this name can be given back: it"
                                        + " was moved, or deleted with a directory above it, or too"
                                        + " long ago"));
    }
}
