package io.penumbra.master.namespace;

import io.penumbra.core.Limits;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.path.FilePath;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.namespace.Access.Right;
import io.penumbra.master.record.Place;
import io.penumbra.master.state.Dentry;
import io.penumbra.master.state.DentryTable;
import io.penumbra.master.state.Inode;
import io.penumbra.master.state.InodeTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The only way from a path to what it names: one step for each component, so whatever must hold of
 * each directory on the way is checked here, and links are followed here only.
 */
final class Walk {
    private final StateReader state;
    private final Access access;
    private final FilePath path;
    private final Links last;
    private final ArrayDeque<String> ahead;
    private final ArrayList<Step> directories = new ArrayList<>();

    // Names of the path itself that are still ahead; those before them came out of links.
    private int own;
    private int followed;

    /** What becomes of a link that is the last component; all others are followed. */
    enum Links {
        FOLLOWED,
        KEPT
    }

    /** What a path names. */
    record Found(InodeId id, Inode inode) {}

    /** A directory on the way. */
    record Step(String name, InodeId id, Inode.Directory inode) {}

    private Walk(StateReader state, Access access, FilePath path, Links last) {
        this.state = state;
        this.access = access;
        this.path = path;
        this.last = last;
        ahead = new ArrayDeque<>(path.names());
        own = path.names().size();
    }

    /** How far the path leads. */
    static Way way(StateReader state, Access access, FilePath path, Links last)
            throws RefusedException {
        return new Walk(state, access, path, last).go();
    }

    static Found require(StateReader state, Access access, FilePath path, Links last)
            throws RefusedException {
        var way = way(state, access, path, last);
        if (way.isRoot()) {
            return new Found(InodeTable.ROOT, way.directory().inode());
        }
        var id = way.occupant().orElseThrow(way::absent).inode();
        return new Found(id, InodeTable.require(state, id));
    }

    /** Where the path's last name stands, whether or not something is there; not the root. */
    static Way spot(StateReader state, Access access, FilePath path, Links last)
            throws RefusedException {
        var way = way(state, access, path, last);
        if (way.isRoot()) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    path.toString(),
                    "the root directory always stays as it is");
        }
        if (way.names().size() > 1) {
            throw way.absent();
        }
        return way;
    }

    private Way go() throws RefusedException {
        enter("", InodeTable.ROOT);
        while (!ahead.isEmpty()) {
            var name = next();
            if (name.equals("..")) {
                leave();
            } else if (!name.equals(".")) {
                var dentry = find(name);
                boolean ends = ahead.isEmpty();
                if (dentry.isPresent()
                        && dentry.get().isLink()
                        && (!ends || last == Links.FOLLOWED)) {
                    follow(dentry.get());
                } else if (ends || dentry.isEmpty()) {
                    return wayTo(name, dentry);
                } else {
                    enter(name, requireDirectory(dentry.get()));
                }
            }
        }
        return wayToDirectory();
    }

    private String next() {
        if (ahead.size() <= own) {
            own--;
        }
        return ahead.removeFirst();
    }

    private Optional<Dentry> find(String name) throws RefusedException {
        var here = directories.getLast();
        access.require(Right.SEARCH, here.inode().attributes(), Way.textOf(directories));
        return DentryTable.find(state, new Place(here.id(), name));
    }

    private void enter(String name, InodeId id) {
        directories.add(new Step(name, id, InodeTable.requireDirectory(state, id)));
    }

    private void leave() {
        if (directories.size() > 1) {
            directories.removeLast();
        }
    }

    private void follow(Dentry dentry) throws RefusedException {
        if (++followed > Limits.LINKS_FOLLOWED_MAX) {
            throw new RefusedException(
                    RefusalCode.TOO_MANY_LINKS,
                    path.toString(),
                    "leads through more than %d links".formatted(Limits.LINKS_FOLLOWED_MAX));
        }
        if (!(InodeTable.require(state, dentry.inode()) instanceof Inode.Link link)) {
            throw new IllegalStateException(dentry.inode() + " is no link");
        }
        if (link.target().startsWith("/")) {
            directories.subList(1, directories.size()).clear();
        }
        var names = Arrays.asList(link.target().split("/", -1));
        names.reversed().stream().filter(name -> !name.isEmpty()).forEach(ahead::addFirst);
    }

    private InodeId requireDirectory(Dentry dentry) throws RefusedException {
        if (!dentry.isDirectory()) {
            throw new RefusedException(
                    RefusalCode.NOT_A_DIRECTORY,
                    reached().toString(),
                    "is a file, not a directory");
        }
        return dentry.inode();
    }

    private Way wayTo(String name, Optional<Dentry> occupant) {
        boolean insideLink = ahead.size() > own;
        var names = new ArrayList<String>(1 + ahead.size());
        names.add(name);
        names.addAll(ahead);
        return new Way(reached(), directories, names, occupant, insideLink);
    }

    /** The path ended in a directory without its name: at the root, or by a link's dots. */
    private Way wayToDirectory() {
        if (directories.size() == 1) {
            return new Way(path, directories, List.of(), Optional.empty(), false);
        }
        var name = directories.removeLast().name();
        var dentry = DentryTable.find(state, new Place(directories.getLast().id(), name));
        return wayTo(name, dentry);
    }

    /** As much of the path as is behind. */
    private FilePath reached() {
        return path.prefix(path.names().size() - own);
    }
}
