package io.penumbra.zclient.data;

import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.Command;
import io.penumbra.proto.UploadExtents;
import io.penumbra.zclient.meta.Caller;
import io.penumbra.zclient.meta.MasterClient;
import java.io.IOException;
import java.util.List;

/**
 * Tells the master, before a large file is committed, where its first bytes are. Confined to the
 * thread that adds to the file.
 */
final class ExtentsAhead {
    private final GrantedInode inode;
    private final Grants grants;
    private final MasterClient master;
    private final Caller caller;
    private long told;

    ExtentsAhead(GrantedInode inode, Grants grants, MasterClient master, Caller caller) {
        this.inode = inode;
        this.grants = grants;
        this.master = master;
        this.caller = caller;
    }

    /** The file's bytes up to here are told. */
    long told() {
        return told;
    }

    /** Extents that begin where those before ended. */
    void tell(List<Placed> next) throws IOException, RefusedException, InterruptedException {
        var part = ExtentMessages.part(next);
        var upload =
                UploadExtents.newBuilder()
                        .setInode(inode.inode().value())
                        .setOffset(told)
                        .setBytes(part);
        var command = Command.newBuilder().setUploadExtents(upload).build();
        var _ = master.command(command, inode.holder(), caller);
        told += part.getLength();
    }

    /** There will be no commit. */
    void drop() {
        if (told > 0) {
            grants.drop(inode);
        }
    }
}
