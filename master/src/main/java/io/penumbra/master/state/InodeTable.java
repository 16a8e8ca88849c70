package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.port.StateReader;
import java.util.Optional;

/** Files and directories by their ids. */
public final class InodeTable {
    public static final InodeId ROOT = InodeId.of(new Epoch(0), 1);

    private InodeTable() {}

    public static Optional<Inode> find(StateReader state, InodeId id) {
        return Optional.ofNullable(state.get(Table.INODES.key(id.value()))).map(Inode::decode);
    }

    public static Inode require(StateReader state, InodeId id) {
        var value = Invariant.present(state.get(Table.INODES.key(id.value())), "no such inode");
        return Inode.decode(value);
    }

    public static Inode.Directory requireDirectory(StateReader state, InodeId id) {
        return switch (require(state, id)) {
            case Inode.Directory directory -> directory;
            case Inode.File _, Inode.Link _ ->
                    throw new IllegalStateException(id + " is no directory");
        };
    }

    static void put(StateWriter state, InodeId id, Inode inode) {
        state.put(Table.INODES.key(id.value()), inode.encode());
    }

    static void remove(StateWriter state, InodeId id) {
        state.put(Table.INODES.key(id.value()), null);
    }
}
