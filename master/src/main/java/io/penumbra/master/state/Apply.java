package io.penumbra.master.state;

import io.penumbra.core.id.JournalIndex;
import io.penumbra.master.record.Batch;
import io.penumbra.master.record.Head.Tip;
import io.penumbra.master.record.JournalRecord;
import java.time.Instant;

/**
 * The only writer of state: the live master, the shadow and a restart all come through here. It
 * cannot refuse; a record that does not fit is a bug.
 */
public final class Apply {
    private Apply() {}

    /** Applies one record; {@code index} follows the last one's. */
    public static void apply(
            JournalRecord record, JournalIndex index, Instant time, StateWriter state) {
        throw new UnsupportedOperationException();
    }

    /** Notes that all records of an entry are applied; belongs to the same write as they. */
    public static void finishEntry(Tip tip, StateWriter state) {
        throw new UnsupportedOperationException();
    }

    /** Applies a whole entry of the journal. */
    public static void applyBatch(Batch batch, byte[] encoded, StateWriter state) {
        throw new UnsupportedOperationException();
    }
}
