package io.penumbra.master.state;

import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.port.StateReader;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Points on some clock and where the journal stood at each: the last index before it. Points and
 * indexes both only grow.
 */
final class Timeline {
    private static final int FORM = 1;

    private final Table table;

    Timeline(Table table) {
        this.table = table;
    }

    void note(StateWriter state, long point, JournalIndex last) {
        state.put(table.key(point), new ValueWriter(FORM).number(last.value()).done());
    }

    /** Where the journal stood at the first point from this one on; empty if there is none yet. */
    Optional<JournalIndex> at(StateReader state, long point) {
        try (var cursor = state.scan(table.key(point), Table.afterAll(table.key()))) {
            return cursor.next() ? Optional.of(index(cursor.value())) : Optional.empty();
        }
    }

    /** Where it stood at the last point up to this one; empty if that is not known any more. */
    Optional<JournalIndex> upTo(StateReader state, long point) {
        Optional<JournalIndex> last = Optional.empty();
        try (var cursor = state.scan(table.key(), table.key(point + 1))) {
            while (cursor.next()) {
                last = Optional.of(index(cursor.value()));
            }
        }
        return last;
    }

    /**
     * Drops some of the points before this index, but never the newest of them: it stands for every
     * time before it.
     */
    void forget(StateWriter state, JournalIndex before, int countMax) {
        var dropped = new ArrayList<byte[]>();
        try (var cursor = state.scan(table.key(), Table.afterAll(table.key()))) {
            byte[] last = null;
            while (dropped.size() < countMax
                    && cursor.next()
                    && index(cursor.value()).compareTo(before) < 0) {
                if (last != null) {
                    dropped.add(last);
                }
                last = cursor.key();
            }
        }
        dropped.forEach(key -> state.put(key, null));
    }

    private static JournalIndex index(byte[] value) {
        return new JournalIndex(new ValueReader(value).form(FORM).number());
    }
}
