package io.penumbra.master.namespace;

import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.path.FilePath;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.record.Attributes;
import io.penumbra.master.record.JournalRecord.DirectoryMade;
import io.penumbra.master.record.Place;
import io.penumbra.master.state.Dentry;
import io.penumbra.master.state.DentryTable;
import io.penumbra.master.state.Inode;
import io.penumbra.master.state.InodeTable;
import io.penumbra.master.state.SettingTable;
import java.util.Optional;

/**
 * Where something new goes, and what it inherits from the directory there.
 *
 * @param directory attributes of the directory
 */
record NewEntry(Place place, Optional<Dentry> occupant, Attributes directory) {
    static final int FILE_MODE = 0644;
    static final int DIRECTORY_MODE = 0755;

    private static final int MODE_MAX = 07777;

    /** Directories made on the way by one command: a decision's records must fit a batch. */
    private static final int MADE_MAX = 256;

    enum Parents {
        REQUIRED,
        MADE;

        static Parents of(boolean made) {
            return made ? MADE : REQUIRED;
        }
    }

    /** Walks there; with {@link Parents#MADE} what is missing above becomes records. */
    static NewEntry at(Draft draft, FilePath path, Parents parents) throws RefusedException {
        var state = draft.state();
        var directory = InodeTable.ROOT;
        Attributes fresh = null;
        int last = path.names().size() - 1;
        for (int depth = 0; depth < last; depth++) {
            var dentry =
                    fresh == null
                            ? Walk.step(state, directory, path, depth)
                            : Optional.<Dentry>empty();
            if (dentry.isPresent()) {
                directory = dentry.get().inode();
                continue;
            }
            if (parents == Parents.REQUIRED) {
                throw Walk.absent(path.prefix(depth + 1));
            }
            requireFewMade(draft, path);
            fresh =
                    inherited(
                            fresh == null ? attributes(draft, directory) : fresh,
                            draft,
                            DIRECTORY_MODE);
            var place = new Place(directory, path.names().get(depth));
            directory = draft.takeInodes(1);
            draft.add(new DirectoryMade(place, directory, fresh));
        }
        var place = new Place(directory, path.names().get(last));
        return fresh == null
                ? new NewEntry(place, DentryTable.find(state, place), attributes(draft, directory))
                : new NewEntry(place, Optional.empty(), fresh);
    }

    /** What a new entry here gets: its owner is who asks, the rest comes from the directory. */
    Attributes inherited(Draft draft, int mode) {
        return inherited(directory, draft, mode);
    }

    /** The file that is there now; refused if it is a directory. */
    Optional<Walk.Found> occupyingFile(Draft draft, FilePath path) throws RefusedException {
        if (occupant.isEmpty()) {
            return Optional.empty();
        }
        if (occupant.get().isDirectory()) {
            throw isDirectory(path);
        }
        var id = occupant.get().inode();
        return Optional.of(new Walk.Found(id, InodeTable.require(draft.state(), id)));
    }

    static RefusedException isDirectory(FilePath path) {
        return new RefusedException(
                RefusalCode.IS_A_DIRECTORY, path.toString(), "is a directory, not a file");
    }

    static RefusedException exists(FilePath path) {
        return new RefusedException(
                RefusalCode.ALREADY_EXISTS, path.toString(), "is there already");
    }

    /** The mode asked for; zero asks for the usual one. */
    static int mode(FilePath path, int asked, int usual) throws RefusedException {
        if (asked < 0 || asked > MODE_MAX) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    path.toString(),
                    "mode %o is not within 0 to 7777".formatted(asked));
        }
        return asked == 0 ? usual : asked;
    }

    /** The class of that name. */
    static StorageClassName requireClass(Draft draft, String name) throws RefusedException {
        var className = new StorageClassName(name);
        if (SettingTable.findClass(draft.state(), className).isEmpty()) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT, name, "there is no storage class of this name");
        }
        return className;
    }

    private static void requireFewMade(Draft draft, FilePath path) throws RefusedException {
        if (draft.records().size() >= MADE_MAX) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    path.toString(),
                    "more than " + MADE_MAX + " directories are missing above it: make them first");
        }
    }

    private static Attributes attributes(Draft draft, InodeId directory) {
        return switch (InodeTable.require(draft.state(), directory)) {
            case Inode.Directory(_, var attributes, _, _, _) -> attributes;
            case Inode.File _ -> throw new IllegalStateException(directory + " is a file");
        };
    }

    private static Attributes inherited(Attributes from, Draft draft, int mode) {
        return new Attributes(mode, draft.user(), from.group(), from.storageClass());
    }
}
