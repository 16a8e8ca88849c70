package io.penumbra.master.namespace;

import io.penumbra.core.Limits;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.Outcomes;
import io.penumbra.master.record.JournalRecord.ExtentsUploaded;
import io.penumbra.master.record.JournalRecord.UploadDropped;
import io.penumbra.master.state.InodeTable;
import io.penumbra.master.state.RangeTable;
import io.penumbra.master.state.UploadTable;
import io.penumbra.master.state.UploadTable.Upload;
import io.penumbra.proto.DropUpload;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.UploadExtents;

/**
 * A file whose extents do not fit one record: they are journaled ahead, under an inode that nobody
 * sees, and one record of bounded size makes it a file.
 */
public final class Uploading {
    private Uploading() {}

    public static Outcome add(Draft draft, ClientId client, UploadExtents command)
            throws RefusedException {
        var inode = new InodeId(command.getInode());
        requireGranted(draft.state(), client, inode.toString(), inode);
        var known = UploadTable.find(draft.state(), client, inode);
        if (known.isEmpty()) {
            requireFew(draft.state(), client, inode);
        }
        var before = known.orElse(Upload.NONE);
        if (command.getOffset() != before.length()) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    inode.toString(),
                    "%d bytes were uploaded, these are for %d"
                            .formatted(before.length(), command.getOffset()));
        }
        var added = CommittedContent.require(draft, client, inode.toString(), command.getBytes());
        added.record().ifPresent(draft::add);
        draft.add(new ExtentsUploaded(client, inode, added.content()));
        return Outcomes.DONE;
    }

    public static Outcome drop(Draft draft, ClientId client, DropUpload command) {
        var inode = new InodeId(command.getInode());
        if (UploadTable.find(draft.state(), client, inode).isPresent()) {
            draft.add(new UploadDropped(client, inode));
        }
        return Outcomes.DONE;
    }

    /** The session may use this inode for a new file. */
    static void requireGranted(StateReader state, ClientId client, String path, InodeId inode)
            throws RefusedException {
        if (!RangeTable.mayUse(state, client, inode)
                || InodeTable.find(state, inode).isPresent()
                || UploadTable.isDropped(state, client, inode)) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    path,
                    inode + " is used already, or not granted to this session any more");
        }
    }

    private static void requireFew(StateReader state, ClientId client, InodeId inode)
            throws RefusedException {
        if (UploadTable.of(state, client).size() >= Limits.UPLOADS_MAX) {
            throw new RefusedException(
                    RefusalCode.OVERLOADED,
                    inode.toString(),
                    "%d large files of this session are on their way: commit or drop one"
                            .formatted(Limits.UPLOADS_MAX));
        }
    }
}
