package io.penumbra.master.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.InodeId;
import io.penumbra.core.port.StateReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** What is left in a state of which everything was forgotten. */
public final class Remains {
    private Remains() {}

    /** Nothing of the past, and no inode or extent that no name leads to. */
    public static void assertNone(StateReader state) {
        for (var table :
                List.of(
                        Table.HISTORY,
                        Table.FADING,
                        Table.PINNED,
                        Table.UNPINNED,
                        Table.UPLOADS,
                        Table.DETACHED)) {
            assertThat(keys(state, table)).as(table.name()).isEmpty();
        }
        var named = new HashSet<Long>();
        named.add(InodeTable.ROOT.value());
        try (var dentries =
                state.scan(Table.DENTRIES.key(), Table.afterAll(Table.DENTRIES.key()))) {
            while (dentries.next()) {
                named.add(Dentry.decode(dentries.value()).inode().value());
            }
        }
        assertThat(keys(state, Table.INODES)).hasSize(named.size());
        for (var table : List.of(Table.INODES, Table.TREES, Table.EXTENTS)) {
            for (var key : keys(state, table)) {
                var id = new InodeId(Table.firstNumber(key));
                assertThat(named).as(table.name()).contains(id.value());
            }
        }
        assertThat(Meta.reclaimLeft(state)).isZero();
    }

    private static List<byte[]> keys(StateReader state, Table table) {
        var keys = new ArrayList<byte[]>();
        try (var cursor = state.scan(table.key(), Table.afterAll(table.key()))) {
            while (cursor.next()) {
                keys.add(cursor.key());
            }
        }
        return keys;
    }
}
