package io.penumbra.master.state;

import io.penumbra.core.port.StateReader;
import io.penumbra.master.record.Head.Tip;

/** Where a state stands in the journal. */
public final class Meta {
    private Meta() {}

    /** The last entry that is wholly applied; {@link Tip#START} for an empty state. */
    public static Tip tip(StateReader state) {
        throw new UnsupportedOperationException();
    }
}
