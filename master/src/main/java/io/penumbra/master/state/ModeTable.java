package io.penumbra.master.state;

import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.record.JournalRecord.ServerModeSet;
import io.penumbra.master.record.ServerMode;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/** Chunkservers that do not just serve: few. */
public final class ModeTable {
    private static final int FORM = 1;

    private ModeTable() {}

    /**
     * What was decided of a chunkserver.
     *
     * @param until when maintenance ends by itself
     */
    public record Entry(ServerMode mode, Instant until) {
        /** What it comes to by then. */
        public ServerMode at(Instant now) {
            return mode == ServerMode.MAINTENANCE && !now.isBefore(until)
                    ? ServerMode.SERVING
                    : mode;
        }
    }

    /** Whoever is not here serves. */
    public static SortedMap<ServerId, Entry> all(StateReader state) {
        var found = new TreeMap<ServerId, Entry>();
        var prefix = Table.MODES.key();
        try (var cursor = state.scan(prefix, Table.afterAll(prefix))) {
            while (cursor.next()) {
                var in = new ValueReader(cursor.value()).form(FORM);
                in.stamp();
                found.put(
                        new ServerId(Table.lastText(cursor.key())),
                        new Entry(
                                ServerMode.ofNumber(in.count()),
                                Instant.ofEpochMilli(in.number())));
            }
        }
        return found;
    }

    static void put(StateWriter state, Stamp stamp, ServerModeSet record) {
        var value =
                new ValueWriter(FORM)
                        .stamp(stamp)
                        .number(record.mode().number())
                        .number(record.until().toEpochMilli());
        state.put(
                Table.MODES.key(record.server().value()),
                record.mode() == ServerMode.SERVING ? null : value.done());
    }
}
