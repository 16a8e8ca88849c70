package io.penumbra.master.state;

import io.penumbra.core.id.InodeId;
import io.penumbra.core.port.StateReader;
import java.util.Optional;

/** Directories whose names are gone and whose entries are not reclaimed yet. */
public final class DetachedTable {
    private static final byte[] PRESENT = {1};

    private DetachedTable() {}

    public static Optional<InodeId> first(StateReader state) {
        var prefix = Table.DETACHED.key();
        try (var cursor = state.scan(prefix, Table.afterAll(prefix))) {
            return cursor.next()
                    ? Optional.of(new InodeId(Table.lastNumber(cursor.key())))
                    : Optional.empty();
        }
    }

    static void add(StateWriter state, InodeId directory) {
        state.put(Table.DETACHED.key(directory.value()), PRESENT);
    }

    static void remove(StateWriter state, InodeId directory) {
        state.put(Table.DETACHED.key(directory.value()), null);
    }
}
