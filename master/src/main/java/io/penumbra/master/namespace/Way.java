package io.penumbra.master.namespace;

import io.penumbra.core.path.FilePath;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.namespace.Access.Right;
import io.penumbra.master.namespace.Walk.Step;
import io.penumbra.master.record.Place;
import io.penumbra.master.state.Dentry;
import io.penumbra.master.state.TreeTable;
import io.penumbra.master.state.Usage;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How far a path leads.
 *
 * @param reached as much of the path as was found, and the first name that was not
 * @param directories those that are there, from the root on
 * @param names what is left from there on: none for the root, one if only the last name is left
 * @param occupant what has that one name
 * @param insideLink more names of a link's target are left than its last: nothing is made there
 */
record Way(
        FilePath reached,
        List<Step> directories,
        List<String> names,
        Optional<Dentry> occupant,
        boolean insideLink) {
    Way {
        directories = List.copyOf(directories);
        names = List.copyOf(names);
    }

    boolean isRoot() {
        return names.isEmpty();
    }

    Step directory() {
        return directories.getLast();
    }

    Place place() {
        return new Place(directory().id(), names.getFirst());
    }

    RefusedException absent() {
        return new RefusedException(
                RefusalCode.NOT_FOUND, reached.toString(), "no such file or directory");
    }

    /** Names may be added to the directory, and removed from it. */
    void requireWritable(Access access) throws RefusedException {
        access.require(Right.WRITE, directory().inode().attributes(), textOf(directories));
    }

    /** No quota on the way stands against this much more. */
    void requireRoom(Draft draft, Usage more) throws RefusedException {
        requireRoom(draft, more, directories, 0);
    }

    /** The first {@code unchanged} of the directories hold as much as before. */
    static void requireRoom(Draft draft, Usage more, List<Step> directories, int unchanged)
            throws RefusedException {
        for (int depth = directories.size(); depth > unchanged; depth--) {
            var tree = TreeTable.require(draft.state(), directories.get(depth - 1).id());
            var quota = tree.quota();
            requireRoom(
                    "files and directories",
                    tree.below().entries(),
                    more.entries(),
                    quota.entriesMax(),
                    directories.subList(0, depth));
            requireRoom(
                    "bytes",
                    tree.below().bytes(),
                    more.bytes(),
                    quota.bytesMax(),
                    directories.subList(0, depth));
        }
    }

    private static void requireRoom(
            String what, long now, long more, long max, List<Step> directories)
            throws RefusedException {
        if (max > 0 && more > 0 && now + more > max) {
            throw new RefusedException(
                    RefusalCode.QUOTA_EXCEEDED,
                    textOf(directories),
                    "holds %,d %s, %,d more would exceed its quota of %,d"
                            .formatted(now, what, more, max));
        }
    }

    /** The path of the last of these. */
    static String textOf(List<Step> directories) {
        return "/" + directories.stream().skip(1).map(Step::name).collect(Collectors.joining("/"));
    }
}
