package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.port.StateReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Named indexes of the journal at which the whole namespace stays visible. */
public final class Snapshots {
    private static final int FORM = 1;
    private static final byte[] PRESENT = {1};

    private Snapshots() {}

    /** A snapshot: all up to and including its stamp's index. */
    public record Snapshot(String name, Stamp stamp) {}

    public static Optional<Snapshot> find(StateReader state, String name) {
        return Optional.ofNullable(state.get(Table.SNAPSHOTS.key(name)))
                .map(value -> new Snapshot(name, new ValueReader(value).form(FORM).stamp()));
    }

    /** All, in the order of their names. */
    public static List<Snapshot> all(StateReader state) {
        var found = new ArrayList<Snapshot>();
        var prefix = Table.SNAPSHOTS.key();
        try (var cursor = state.scan(prefix, Table.afterAll(prefix))) {
            while (cursor.next()) {
                var stamp = new ValueReader(cursor.value()).form(FORM).stamp();
                found.add(new Snapshot(Table.lastText(cursor.key()), stamp));
            }
        }
        return found;
    }

    /** Pins what is applied now. */
    static void make(StateWriter state, String name) {
        Invariant.check(find(state, name).isEmpty(), "snapshot %s is there", name);
        var pinned = Meta.applied(state);
        state.put(Table.SNAPSHOTS.key(name), new ValueWriter(FORM).stamp(pinned).done());
        state.put(pin(pinned.index().value(), name), PRESENT);
    }

    /** What it alone kept is let go in steps: {@link Forgetting}. */
    static void remove(StateWriter state, String name) {
        var snapshot = find(state, name);
        Invariant.check(snapshot.isPresent(), "no snapshot %s", name);
        long index = snapshot.get().stamp().index().value();
        state.put(Table.SNAPSHOTS.key(name), null);
        state.put(pin(index, name), null);
        if (!isPinned(state, index)) {
            state.put(Table.UNPINNED.key(index), PRESENT);
        }
    }

    static boolean isPinned(StateReader state, long index) {
        return newest(state, index, index + 1).isPresent();
    }

    /** Whether a snapshot sees something that was written at this index or before. */
    static boolean anyFrom(StateReader state, JournalIndex begin) {
        return newest(state, begin.value(), Long.MAX_VALUE).isPresent();
    }

    /** The newest snapshot with {@code begin <= index < end}. */
    static OptionalLong newest(StateReader state, long begin, long end) {
        var newest = OptionalLong.empty();
        try (var cursor = state.scan(Table.PINS.key(begin), Table.PINS.key(end))) {
            while (cursor.next()) {
                newest = OptionalLong.of(Table.firstNumber(cursor.key()));
            }
        }
        return newest;
    }

    private static byte[] pin(long index, String name) {
        return Table.PINS.key(index, name.getBytes(StandardCharsets.UTF_8));
    }
}
