package io.penumbra.master.state;

import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.record.Place;
import java.util.Optional;

/**
 * What had a name until that was taken from it.
 *
 * @param end the index at which that happened
 */
public record Deleted(Dentry dentry, JournalIndex end) {
    /** The last that a place held before what it holds now, as far back as history reaches. */
    public static Optional<Deleted> last(StateReader state, Place place) {
        var key = Table.dentry(place);
        long low = Forgetting.forgotten(state).value();
        long high = Meta.applied(state).index().value();
        if (Past.find(state, key, low).isEmpty()) {
            return Optional.empty();
        }
        // After low something ended, after high nothing.
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (Past.find(state, key, middle).isPresent()) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Past.find(state, key, low).map(Deleted::of);
    }

    /** What a place held at an index, if it holds it no more. */
    public static Optional<Deleted> after(StateReader state, Place place, JournalIndex index) {
        return Past.find(state, Table.dentry(place), index.value())
                .filter(past -> past.begin() <= index.value())
                .map(Deleted::of);
    }

    private static Deleted of(Past past) {
        return new Deleted(Dentry.decode(past.value()), new JournalIndex(past.end()));
    }

    /** Whether it may be named again: it was not only moved, and history reaches back to it. */
    public boolean isRestorable(StateReader state) {
        return DetachedTable.contains(state, end, dentry.inode())
                && end.compareTo(Forgetting.forgotten(state)) > 0;
    }
}
