package io.penumbra.master.state;

import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.port.StateReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/** Where in the journal each second began, as far back as history reaches. */
public final class Moments {
    private static final int FORM = 1;

    private Moments() {}

    /**
     * The last index before the second in which {@code time} lies; empty if that is forgotten, even
     * where a snapshot keeps it: who wants that names the snapshot.
     */
    public static Optional<JournalIndex> indexAt(StateReader state, Instant time) {
        var from = Table.MOMENTS.key(time.getEpochSecond());
        JournalIndex index;
        try (var cursor = state.scan(from, Table.afterAll(Table.MOMENTS.key()))) {
            index = cursor.next() ? index(cursor.value()) : Meta.applied(state).index();
        }
        return Optional.of(index).filter(it -> it.compareTo(Forgetting.forgotten(state)) >= 0);
    }

    /** Called before the record of this stamp is applied. */
    static void pass(StateWriter state, Stamp next) {
        var last = Meta.applied(state);
        if (next.time().getEpochSecond() > last.time().getEpochSecond()) {
            state.put(
                    Table.MOMENTS.key(next.time().getEpochSecond()),
                    new ValueWriter(FORM).number(last.index().value()).done());
        }
    }

    /**
     * Drops some of those that lie before what is remembered, but never the newest of them: it
     * stands for every time before it.
     */
    static void forget(StateWriter state, int countMax) {
        var dropped = new ArrayList<byte[]>();
        try (var cursor = state.scan(Table.MOMENTS.key(), Table.afterAll(Table.MOMENTS.key()))) {
            byte[] before = null;
            while (dropped.size() < countMax
                    && cursor.next()
                    && index(cursor.value()).compareTo(Forgetting.forgotten(state)) < 0) {
                if (before != null) {
                    dropped.add(before);
                }
                before = cursor.key();
            }
        }
        dropped.forEach(key -> state.put(key, null));
    }

    private static JournalIndex index(byte[] value) {
        return new JournalIndex(new ValueReader(value).form(FORM).number());
    }
}
