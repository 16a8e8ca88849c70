package io.penumbra.master.namespace;

import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.path.FilePath;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.record.Attributes;
import io.penumbra.master.record.JournalRecord.DirectoryMade;
import io.penumbra.master.record.Place;
import io.penumbra.master.state.SettingTable;
import io.penumbra.master.state.Usage;
import java.util.Optional;

/**
 * Where something new goes, and what it inherits from the directory there.
 *
 * @param directory attributes of the directory
 * @param made directories that are made on the way
 */
record NewEntry(Way way, Place place, Attributes directory, int made) {
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
    static NewEntry at(Draft draft, FilePath path, Parents parents, Walk.Links last)
            throws RefusedException {
        var access = Access.of(draft);
        var way = Walk.way(draft.state(), access, path, last);
        if (way.isRoot()) {
            throw isDirectory(path);
        }
        int missing = way.names().size() - 1;
        var directory = way.directory().id();
        var attributes = way.directory().inode().attributes();
        if (missing > 0) {
            if (parents == Parents.REQUIRED || way.insideLink()) {
                throw way.absent();
            }
            requireFew(missing, path);
            way.requireWritable(access);
        }
        for (var name : way.names().subList(0, missing)) {
            attributes = inherited(attributes, draft, DIRECTORY_MODE);
            var place = new Place(directory, name);
            directory = draft.takeInodes(1);
            draft.add(new DirectoryMade(place, directory, attributes));
        }
        return new NewEntry(way, new Place(directory, way.names().getLast()), attributes, missing);
    }

    boolean isTaken() {
        return way.occupant().isPresent();
    }

    /** One more name, of this much, may stand here. */
    void requireAddable(Draft draft, Usage entry) throws RefusedException {
        if (made == 0) {
            way.requireWritable(Access.of(draft));
        }
        way.requireRoom(draft, entry.plus(new Usage(0, made, 0)));
    }

    /** What a new entry here gets: its owner is who asks, the rest comes from the directory. */
    Attributes inherited(Draft draft, int mode) {
        return inherited(directory, draft, mode);
    }

    /** The file that is there now; refused if it is a directory. */
    Optional<OldFile> occupyingFile(Draft draft, FilePath path) throws RefusedException {
        if (!isTaken()) {
            return Optional.empty();
        }
        return Optional.of(OldFile.require(draft.state(), path, way.occupant().get().inode()));
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
        requireMode(path, asked);
        return asked == 0 ? usual : asked;
    }

    static void requireMode(FilePath path, int asked) throws RefusedException {
        if (asked < 0 || asked > MODE_MAX) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    path.toString(),
                    "mode %o is not within 0 to 7777".formatted(asked));
        }
    }

    /** The class of that name. */
    static StorageClassName requireClass(Draft draft, String name) throws RefusedException {
        if (name.isEmpty()
                || SettingTable.findClass(draft.state(), new StorageClassName(name)).isEmpty()) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT, name, "there is no storage class of this name");
        }
        return new StorageClassName(name);
    }

    private static void requireFew(int missing, FilePath path) throws RefusedException {
        if (missing > MADE_MAX) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    path.toString(),
                    "more than " + MADE_MAX + " directories are missing above it: make them first");
        }
    }

    private static Attributes inherited(Attributes from, Draft draft, int mode) {
        return new Attributes(mode, draft.user(), from.group(), from.storageClass());
    }
}
