package io.penumbra.master.state;

import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.port.StateReader;
import java.time.Instant;
import java.util.Optional;

/** Where in the journal each second began, as far back as history reaches. */
public final class Moments {
    static final Timeline TIMELINE = new Timeline(Table.MOMENTS);

    private Moments() {}

    /**
     * The last index before the second in which {@code time} lies; empty if that is forgotten, even
     * where a snapshot keeps it: who wants that names the snapshot.
     */
    public static Optional<JournalIndex> indexAt(StateReader state, Instant time) {
        var index =
                TIMELINE.at(state, time.getEpochSecond())
                        .orElseGet(() -> Meta.applied(state).index());
        return Optional.of(index).filter(it -> it.compareTo(Forgetting.forgotten(state)) >= 0);
    }

    /** The second in which a record was applied, as far back as history reaches. */
    static Optional<Instant> timeOf(StateReader state, JournalIndex index) {
        long low = 0;
        long high = Meta.applied(state).time().getEpochSecond() + 1;
        if (!isBefore(state, low, index)) {
            return Optional.empty();
        }
        // The last second before which the journal had not come as far.
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (isBefore(state, middle, index)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Optional.of(Instant.ofEpochSecond(low));
    }

    private static boolean isBefore(StateReader state, long second, JournalIndex index) {
        return TIMELINE.at(state, second).filter(at -> at.compareTo(index) < 0).isPresent();
    }

    /** Called before the record of this stamp is applied. */
    static void pass(StateWriter state, Stamp next) {
        var last = Meta.applied(state);
        if (next.time().getEpochSecond() > last.time().getEpochSecond()) {
            TIMELINE.note(state, next.time().getEpochSecond(), last.index());
        }
    }
}
