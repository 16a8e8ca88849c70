package io.penumbra.master.state;

import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.port.StateReader;
import java.time.Duration;
import java.util.Optional;

/**
 * How long somebody has led, over all reigns: each leader adds what its monotonic clock says. The
 * window of history is counted in it, so no clock that jumps, and no time in which nobody led,
 * shortens it.
 */
public final class LedTime {
    static final Timeline TIMELINE = new Timeline(Table.LED);

    private LedTime() {}

    /** All up to this index was applied at least so much led time ago; empty for nothing. */
    public static Optional<JournalIndex> horizon(StateReader state, Duration window) {
        long point = Meta.LED_MILLIS.get(state) - window.toMillis();
        return point < 0 ? Optional.empty() : TIMELINE.upTo(state, point);
    }

    static void pass(StateWriter state, Duration more) {
        long point = Meta.LED_MILLIS.get(state) + more.toMillis();
        Meta.LED_MILLIS.put(state, point);
        TIMELINE.note(state, point, Meta.applied(state).index());
    }
}
