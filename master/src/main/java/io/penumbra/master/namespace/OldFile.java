package io.penumbra.master.namespace;

import io.penumbra.core.id.InodeId;
import io.penumbra.core.path.FilePath;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.state.Inode;
import io.penumbra.master.state.InodeTable;

/** A file that is there and whose content is to change. */
record OldFile(InodeId id, Inode.File inode) {
    /** What is there, which must be a file; links were followed. */
    static OldFile require(StateReader state, FilePath path, InodeId id) throws RefusedException {
        return switch (InodeTable.require(state, id)) {
            case Inode.File file -> new OldFile(id, file);
            case Inode.Directory _ -> throw NewEntry.isDirectory(path);
            case Inode.Link _ -> throw new IllegalStateException(id + " is a link");
        };
    }
}
