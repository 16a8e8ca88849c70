package io.penumbra.master.state;

import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.record.JournalRecord.InodesGranted;
import java.util.ArrayList;

/**
 * The inode ids that each session may use. Keyed by a range's last id: the first key from an id on
 * is the only range that can hold it.
 */
public final class RangeTable {
    private static final int FORM = 1;

    private RangeTable() {}

    public static boolean mayUse(StateReader state, ClientId client, InodeId inode) {
        var from = Table.RANGES.key(client.value(), inode.value());
        try (var ranges = state.scan(from, Table.afterAll(Table.RANGES.key(client.value())))) {
            return ranges.next()
                    && inode.compareTo(new InodeId(new ValueReader(ranges.value()).form(FORM).id()))
                            >= 0;
        }
    }

    /** Adds a range and forgets those that are used up. */
    static void add(StateWriter state, InodesGranted record) {
        var client = record.client();
        remove(
                state,
                Table.RANGES.key(client.value()),
                Table.RANGES.key(client.value(), record.lowestInUse().value()));
        UploadTable.forgetDropped(state, client, record.lowestInUse());
        var last = record.first().plus(record.count() - 1L);
        state.put(
                Table.RANGES.key(client.value(), last.value()),
                new ValueWriter(FORM).id(record.first().value()).done());
    }

    static void removeAll(StateWriter state, ClientId client) {
        var all = Table.RANGES.key(client.value());
        remove(state, all, Table.afterAll(all));
    }

    private static void remove(StateWriter state, byte[] from, byte[] to) {
        var keys = new ArrayList<byte[]>();
        try (var ranges = state.scan(from, to)) {
            while (ranges.next()) {
                keys.add(ranges.key());
            }
        }
        keys.forEach(key -> state.put(key, null));
    }
}
