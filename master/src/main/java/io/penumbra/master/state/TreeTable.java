package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.record.Quota;
import java.util.Optional;

/**
 * Where each directory hangs and how much is below it, kept up with every change: how large a tree
 * is costs one look. Apart from the inodes, since it changes with whatever changes below.
 */
public final class TreeTable {
    private TreeTable() {}

    public static Tree require(StateReader state, InodeId directory) {
        var value = state.get(Table.TREES.key(directory.value()));
        return Tree.decode(Invariant.present(value, "no such tree"));
    }

    /** Empty for a directory of the past. */
    public static Optional<Tree> find(StateReader state, InodeId directory) {
        return Optional.ofNullable(state.get(Table.TREES.key(directory.value()))).map(Tree::decode);
    }

    /** What goes if this goes, itself included. */
    public static Usage whole(StateReader state, InodeId id, Inode inode) {
        return switch (inode) {
            case Inode.File file -> Usage.file(file.length());
            case Inode.Link _ -> Usage.file(0);
            case Inode.Directory _ -> require(state, id).below().plus(Usage.ONE_DIRECTORY);
        };
    }

    static void put(StateWriter state, InodeId directory, Tree tree) {
        state.put(Table.TREES.key(directory.value()), tree.encode());
    }

    static void putRoot(StateWriter state) {
        put(state, InodeTable.ROOT, new Tree(Optional.empty(), Usage.NONE, Quota.NONE));
    }

    static void remove(StateWriter state, InodeId directory) {
        state.put(Table.TREES.key(directory.value()), null);
    }

    /** Counts a change in this directory, in it and in all above it. */
    static void count(StateWriter state, InodeId directory, Usage change) {
        if (change.equals(Usage.NONE)) {
            return;
        }
        var next = Optional.of(directory);
        while (next.isPresent()) {
            var tree = require(state, next.get());
            put(state, next.get(), tree.plus(change));
            next = tree.parent();
        }
    }
}
