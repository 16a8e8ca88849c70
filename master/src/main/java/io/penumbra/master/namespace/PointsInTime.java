package io.penumbra.master.namespace;

import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.state.AsOf;
import io.penumbra.master.state.Forgetting;
import io.penumbra.master.state.Meta;
import io.penumbra.master.state.Moments;
import io.penumbra.master.state.Snapshots;
import io.penumbra.proto.PointInTime;
import java.time.Instant;
import java.util.Optional;

/** Moments of the past as callers name them. */
public final class PointsInTime {
    /** The year 9999: later ones are mistakes. */
    private static final long MILLIS_MAX = 253_402_300_799_999L;

    private PointsInTime() {}

    /**
     * The namespace at a moment.
     *
     * @param index where the journal stood then
     */
    public record View(StateReader state, JournalIndex index) {}

    /** The namespace at that moment; as it is now if none is named. */
    public static View view(StateReader state, PointInTime at) throws RefusedException {
        return index(state, at)
                .map(index -> new View(new AsOf(state, index), index))
                .orElseGet(() -> new View(state, Meta.applied(state).index()));
    }

    /** Where the journal stood then; empty if no moment is named. */
    static Optional<JournalIndex> index(StateReader state, PointInTime at) throws RefusedException {
        return switch (at.getAtCase()) {
            case AT_NOT_SET -> Optional.empty();
            case TIME_MILLIS -> Optional.of(index(state, at.getTimeMillis()));
            case SNAPSHOT ->
                    Optional.of(
                            Snapshots.find(state, at.getSnapshot())
                                    .map(snapshot -> snapshot.stamp().index())
                                    .orElseThrow(() -> noSnapshot(at.getSnapshot())));
            case INDEX -> Optional.of(visible(state, at.getIndex()));
        };
    }

    private static JournalIndex visible(StateReader state, long value) throws RefusedException {
        if (value < 0 || value > Meta.applied(state).index().value()) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    Long.toString(value),
                    "no record of this index was applied");
        }
        var index = new JournalIndex(value);
        if (!Forgetting.isVisible(state, index)) {
            throw new RefusedException(
                    RefusalCode.NOT_FOUND, index.toString(), "is longer ago than history is kept");
        }
        return index;
    }

    static RefusedException noSnapshot(String name) {
        return new RefusedException(
                RefusalCode.NOT_FOUND, name, "there is no snapshot of this name");
    }

    private static JournalIndex index(StateReader state, long millis) throws RefusedException {
        if (millis < 0 || millis > MILLIS_MAX) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    Long.toString(millis),
                    "a time is within 1970 to 9999");
        }
        var time = Instant.ofEpochMilli(millis);
        return Moments.indexAt(state, time)
                .orElseThrow(() ->
                        new RefusedException(
                                RefusalCode.NOT_FOUND,
                                time.toString(),
                                "is longer ago than history is kept; a snapshot is seen by its"
                                        + " name"));
    }
}
