package io.penumbra.master;

import io.penumbra.core.id.Principal;
import io.penumbra.core.refusal.RefusalCode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the namespace must do, said as naively as possible: a tree of plain objects. */
final class NamespaceModel {
    private static final int READ = 4;
    private static final int WRITE = 2;
    private static final int SEARCH = 1;

    enum Kind {
        FILE,
        DIRECTORY,
        LINK
    }

    static final class Node {
        final Kind kind;
        final TreeMap<String, Node> children = new TreeMap<>();
        @Nullable Node parent;
        String name = "";
        String owner = "";
        String group = "";
        String storageClass = "default";
        String target = "";
        int mode;
        long length;
        long entriesMax;
        long bytesMax;

        Node(Kind kind) {
            this.kind = kind;
        }

        boolean isDirectory() {
            return kind == Kind.DIRECTORY;
        }

        /** Everything below it, found by looking at all of it. */
        List<Node> below() {
            var all = new ArrayList<Node>();
            for (var child : children.values()) {
                all.add(child);
                all.addAll(child.below());
            }
            return all;
        }

        long bytes() {
            return length + below().stream().mapToLong(node -> node.length).sum();
        }

        boolean isWithin(Node other) {
            return this == other || (parent != null && parent.isWithin(other));
        }

        String path() {
            if (parent == null) {
                return "/";
            }
            return parent.parent == null ? "/" + name : parent.path() + "/" + name;
        }
    }

    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        final RefusalCode code;

        Refused(RefusalCode code) {
            this.code = code;
        }
    }

    private record Name(String text, boolean fromLink) {}

    /** A directory, and what is left to look for from there on. */
    private record Spot(Node directory, List<Name> left, @Nullable Node occupant) {
        String name() {
            return left.getFirst().text;
        }
    }

    final Node root = new Node(Kind.DIRECTORY);
    private final String superuser;

    NamespaceModel(String superuser) {
        this.superuser = superuser;
        root.owner = superuser;
        root.group = superuser;
        root.mode = 0755;
    }

    void mkdir(Principal who, String path, boolean parents) throws Refused {
        var spot = walk(who, path, false);
        requireDirectory(who, spot, parents);
        if (spot.occupant != null) {
            require(parents, RefusalCode.ALREADY_EXISTS);
            require(find(who, path, true).isDirectory(), RefusalCode.ALREADY_EXISTS);
            return;
        }
        requireAddable(who, spot, 0);
        put(who, spot, new Node(Kind.DIRECTORY), 0755);
    }

    void create(Principal who, String path, boolean parents) throws Refused {
        var spot = walk(who, path, false);
        requireDirectory(who, spot, parents);
        require(spot.occupant == null, RefusalCode.ALREADY_EXISTS);
        requireAddable(who, spot, 0);
        put(who, spot, new Node(Kind.FILE), 0644);
    }

    void link(Principal who, String path, String target) throws Refused {
        var spot = walk(who, path, false);
        requireDirectory(who, spot, false);
        require(spot.occupant == null, RefusalCode.ALREADY_EXISTS);
        requireAddable(who, spot, 0);
        var link = new Node(Kind.LINK);
        link.target = target;
        put(who, spot, link, 0777);
    }

    void commit(Principal who, String path, boolean parents, boolean absent, long length)
            throws Refused {
        var spot = walk(who, path, true);
        require(!spot.left.isEmpty(), RefusalCode.IS_A_DIRECTORY);
        requireDirectory(who, spot, parents);
        var old = spot.occupant;
        require(old == null || !old.isDirectory(), RefusalCode.IS_A_DIRECTORY);
        require(old == null || !absent, RefusalCode.PRECONDITION_FAILED);
        if (old == null) {
            requireAddable(who, spot, length);
            old = new Node(Kind.FILE);
            put(who, spot, old, 0644);
        } else {
            requireMay(who, WRITE, old);
            requireRoom(spot.directory, null, 0, length - old.length);
        }
        old.length = length;
        old.storageClass = "default";
    }

    void delete(Principal who, String path, boolean recursive, boolean directory) throws Refused {
        var spot = walk(who, path, false);
        var there = present(spot);
        require(!directory || there.isDirectory(), RefusalCode.NOT_A_DIRECTORY);
        requireMay(who, WRITE, spot.directory);
        requireMayRemove(who, spot.directory, there);
        if (!there.children.isEmpty()) {
            require(recursive, RefusalCode.DIRECTORY_NOT_EMPTY);
            requireMay(who, WRITE, there);
        }
        spot.directory.children.remove(there.name);
    }

    void rename(Principal who, String source, String target, boolean replace) throws Refused {
        var from = walk(who, source, false);
        var moved = present(from);
        var to = walk(who, target, false);
        require(to.left.size() == 1, RefusalCode.NOT_FOUND);
        require(!to.directory.isWithin(moved), RefusalCode.INVALID_ARGUMENT);
        if (to.occupant == moved) {
            return;
        }
        requireMay(who, WRITE, from.directory);
        requireMay(who, WRITE, to.directory);
        requireMayRemove(who, from.directory, moved);
        long entries = 1L + moved.below().size();
        long bytes = moved.bytes();
        if (to.occupant != null) {
            requireReplaceable(moved, to.occupant, replace);
            requireMayRemove(who, to.directory, to.occupant);
            entries--;
            bytes -= to.occupant.bytes();
        }
        requireRoom(to.directory, from.directory, entries, bytes);
        from.directory.children.remove(moved.name);
        moved.name = to.name();
        moved.parent = to.directory;
        to.directory.children.put(moved.name, moved);
    }

    private static void requireReplaceable(Node moved, Node occupant, boolean replace)
            throws Refused {
        require(replace, RefusalCode.ALREADY_EXISTS);
        require(!occupant.isDirectory() || moved.isDirectory(), RefusalCode.IS_A_DIRECTORY);
        require(!moved.isDirectory() || occupant.isDirectory(), RefusalCode.NOT_A_DIRECTORY);
        require(occupant.children.isEmpty(), RefusalCode.DIRECTORY_NOT_EMPTY);
    }

    void chmod(Principal who, String path, int mode) throws Refused {
        var node = find(who, path, true);
        requireOwner(who, node);
        node.mode = mode;
    }

    void chown(Principal who, String path, String owner) throws Refused {
        var node = find(who, path, true);
        requireOwner(who, node);
        require(isSuperuser(who) || owner.equals(node.owner), RefusalCode.PERMISSION_DENIED);
        node.owner = owner;
    }

    void chgrp(Principal who, String path, String group) throws Refused {
        var node = find(who, path, true);
        requireOwner(who, node);
        require(
                isSuperuser(who) || group.equals(node.group) || who.belongsTo(group),
                RefusalCode.PERMISSION_DENIED);
        node.group = group;
    }

    void quota(Principal who, String path, long entries, long bytes) throws Refused {
        require(isSuperuser(who), RefusalCode.PERMISSION_DENIED);
        var node = find(who, path, true);
        require(node.isDirectory(), RefusalCode.NOT_A_DIRECTORY);
        node.entriesMax = entries;
        node.bytesMax = bytes;
    }

    List<String> list(Principal who, String path) throws Refused {
        var node = find(who, path, true);
        require(node.isDirectory(), RefusalCode.NOT_A_DIRECTORY);
        requireMay(who, READ, node);
        return List.copyOf(node.children.keySet());
    }

    /** The node of a path. */
    Node find(Principal who, String path, boolean follow) throws Refused {
        var spot = walk(who, path, follow);
        return spot.left.isEmpty() ? spot.directory : present(spot);
    }

    private Spot walk(Principal who, String path, boolean follow) throws Refused {
        var left = new ArrayList<Name>();
        addNames(left, path, false);
        var here = root;
        int links = 0;
        while (!left.isEmpty()) {
            var name = left.removeFirst();
            if (name.text.equals("..") || name.text.equals(".")) {
                here = name.text.equals("..") && here.parent != null ? here.parent : here;
                continue;
            }
            requireMay(who, SEARCH, here);
            var next = here.children.get(name.text);
            if (next != null && next.kind == Kind.LINK && (!left.isEmpty() || follow)) {
                require(++links <= 40, RefusalCode.TOO_MANY_LINKS);
                here = next.target.startsWith("/") ? root : here;
                addNames(left, next.target, true);
            } else if (next == null || left.isEmpty()) {
                left.addFirst(name);
                return new Spot(here, left, next);
            } else {
                require(next.isDirectory(), RefusalCode.NOT_A_DIRECTORY);
                here = next;
            }
        }
        return here.parent == null
                ? new Spot(here, List.of(), null)
                : new Spot(here.parent, List.of(new Name(here.name, true)), here);
    }

    private static void addNames(List<Name> names, String path, boolean fromLink) {
        int at = 0;
        for (var text : path.split("/", -1)) {
            if (!text.isEmpty()) {
                names.add(at++, new Name(text, fromLink));
            }
        }
    }

    private static Node present(Spot spot) throws Refused {
        if (spot.occupant == null) {
            throw new Refused(RefusalCode.NOT_FOUND);
        }
        return spot.occupant;
    }

    /** The directory is there, or may be made. */
    private void requireDirectory(Principal who, Spot spot, boolean parents) throws Refused {
        if (spot.left.size() > 1) {
            boolean insideLink = spot.left.stream().skip(1).anyMatch(Name::fromLink);
            require(parents && !insideLink, RefusalCode.NOT_FOUND);
            requireMay(who, WRITE, spot.directory);
        }
    }

    private void requireAddable(Principal who, Spot spot, long bytes) throws Refused {
        requireMay(who, WRITE, spot.directory);
        requireRoom(spot.directory, null, spot.left.size(), bytes);
    }

    /** Directories that hold {@code except} get no more by this. */
    private static void requireRoom(Node directory, @Nullable Node except, long entries, long bytes)
            throws Refused {
        var at = directory;
        while (at != null && (except == null || !except.isWithin(at))) {
            boolean fits =
                    (at.entriesMax == 0
                                    || entries <= 0
                                    || at.below().size() + entries <= at.entriesMax)
                            && (at.bytesMax == 0
                                    || bytes <= 0
                                    || at.bytes() + bytes <= at.bytesMax);
            require(fits, RefusalCode.QUOTA_EXCEEDED);
            at = at.parent;
        }
    }

    private void put(Principal who, Spot spot, Node node, int mode) {
        var here = spot.directory;
        for (var missing : spot.left.subList(0, spot.left.size() - 1)) {
            here = put(who, here, missing.text, new Node(Kind.DIRECTORY), 0755);
        }
        put(who, here, spot.left.getLast().text, node, mode);
    }

    private static Node put(Principal who, Node directory, String name, Node node, int mode) {
        node.name = name;
        node.parent = directory;
        node.owner = who.user().value();
        node.group = directory.group;
        node.storageClass = directory.storageClass;
        node.mode = mode;
        directory.children.put(name, node);
        return node;
    }

    private void requireMay(Principal who, int right, Node node) throws Refused {
        int shift = owns(who, node) ? 6 : who.belongsTo(node.group) ? 3 : 0;
        require(
                isSuperuser(who) || (node.mode >> shift & right) != 0,
                RefusalCode.PERMISSION_DENIED);
    }

    private void requireMayRemove(Principal who, Node directory, Node entry) throws Refused {
        require(
                (directory.mode & 01000) == 0
                        || isSuperuser(who)
                        || owns(who, directory)
                        || owns(who, entry),
                RefusalCode.PERMISSION_DENIED);
    }

    private void requireOwner(Principal who, Node node) throws Refused {
        require(isSuperuser(who) || owns(who, node), RefusalCode.PERMISSION_DENIED);
    }

    private static boolean owns(Principal who, Node node) {
        return node.owner.equals(who.user().value());
    }

    private boolean isSuperuser(Principal who) {
        return who.user().value().equals(superuser);
    }

    private static void require(boolean rule, RefusalCode otherwise) throws Refused {
        if (!rule) {
            throw new Refused(otherwise);
        }
    }
}
