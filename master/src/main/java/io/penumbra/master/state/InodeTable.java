package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.port.StateReader;
import java.util.Optional;
import java.util.function.BiConsumer;

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

    /**
     * Shows the files among some inodes, in the order of their ids.
     *
     * @param after the first of them comes after this one; {@link #ROOT} begins
     * @param countMax how many inodes are looked at
     * @return the last one that was looked at; empty if there are no more
     */
    public static Optional<InodeId> someFiles(
            StateReader state,
            InodeId after,
            int countMax,
            BiConsumer<InodeId, Inode.File> visitor) {
        var start = Table.after(Table.INODES.key(after.value()));
        try (var cursor = state.scan(start, Table.afterAll(Table.INODES.key()))) {
            for (int i = 0; cursor.next(); i++) {
                var id = new InodeId(Table.firstNumber(cursor.key()));
                if (!Inode.isDirectory(cursor.value())
                        && Inode.decode(cursor.value()) instanceof Inode.File file) {
                    visitor.accept(id, file);
                }
                if (i + 1 >= countMax) {
                    return Optional.of(id);
                }
            }
        }
        return Optional.empty();
    }

    static void put(StateWriter state, InodeId id, Inode inode) {
        state.put(Table.INODES.key(id.value()), inode.encode());
    }

    static void remove(StateWriter state, InodeId id) {
        state.put(Table.INODES.key(id.value()), null);
    }
}
