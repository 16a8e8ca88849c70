package io.penumbra.master.namespace;

import io.penumbra.core.id.InodeId;
import io.penumbra.core.path.FilePath;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.state.Inode;
import io.penumbra.master.state.InodeTable;
import io.penumbra.proto.Precondition;
import java.util.Optional;

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

    static void require(FilePath path, Precondition precondition, Optional<OldFile> old)
            throws RefusedException {
        boolean holds =
                switch (precondition.getKindCase()) {
                    case ABSENT -> !precondition.getAbsent() || old.isEmpty();
                    case VERSION ->
                            old.isPresent()
                                    && old.get().inode().version().value()
                                            == precondition.getVersion();
                    case KIND_NOT_SET -> true;
                };
        if (!holds) {
            throw new RefusedException(
                    RefusalCode.PRECONDITION_FAILED,
                    path.toString(),
                    old.map(found -> "the file there has version " + found.inode().version())
                            .orElse("there is no file"));
        }
    }
}
