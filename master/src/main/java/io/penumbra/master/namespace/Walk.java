package io.penumbra.master.namespace;

import io.penumbra.core.id.InodeId;
import io.penumbra.core.path.FilePath;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.record.Place;
import io.penumbra.master.state.Dentry;
import io.penumbra.master.state.DentryTable;
import io.penumbra.master.state.Inode;
import io.penumbra.master.state.InodeTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The only way from a path to what it names: one step for each component, so whatever must hold of
 * each directory on the way is checked here.
 */
public final class Walk {
    private Walk() {}

    /** What a path names. */
    public record Found(InodeId id, Inode inode) {}

    /**
     * Where a path's last name stands, whether or not something is there.
     *
     * @param ancestors the directories from the root to the place's own
     */
    public record Spot(Place place, Optional<Dentry> occupant, List<InodeId> ancestors) {}

    public static Found require(StateReader state, FilePath path) throws RefusedException {
        var id = path.isRoot() ? InodeTable.ROOT : requireEntry(state, path).inode();
        return new Found(id, InodeTable.require(state, id));
    }

    private static Dentry requireEntry(StateReader state, FilePath path) throws RefusedException {
        return spot(state, path).occupant().orElseThrow(() -> absent(path));
    }

    /** The path must not be the root, and the directory above it must be there. */
    static Spot spot(StateReader state, FilePath path) throws RefusedException {
        var ancestors = new ArrayList<InodeId>();
        ancestors.add(InodeTable.ROOT);
        int last = path.names().size() - 1;
        for (int depth = 0; depth < last; depth++) {
            var dentry = step(state, ancestors.getLast(), path, depth);
            if (dentry.isEmpty()) {
                throw absent(path.prefix(depth + 1));
            }
            ancestors.add(dentry.get().inode());
        }
        var place = new Place(ancestors.getLast(), path.names().get(last));
        return new Spot(place, DentryTable.find(state, place), List.copyOf(ancestors));
    }

    /** The directory of that name, if there is something; a file there is refused. */
    static Optional<Dentry> step(StateReader state, InodeId directory, FilePath path, int depth)
            throws RefusedException {
        var dentry = DentryTable.find(state, new Place(directory, path.names().get(depth)));
        if (dentry.isPresent() && !dentry.get().isDirectory()) {
            throw new RefusedException(
                    RefusalCode.NOT_A_DIRECTORY,
                    path.prefix(depth + 1).toString(),
                    "is a file, not a directory");
        }
        return dentry;
    }

    static RefusedException absent(FilePath path) {
        return new RefusedException(
                RefusalCode.NOT_FOUND, path.toString(), "no such file or directory");
    }

    static void requireNotRoot(FilePath path) throws RefusedException {
        if (path.isRoot()) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT, "/", "the root directory always stays as it is");
        }
    }
}
