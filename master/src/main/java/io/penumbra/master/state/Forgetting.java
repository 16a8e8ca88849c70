package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.port.StateReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * History goes in steps of bounded size, the oldest end first. What a snapshot still shows is filed
 * under the newest such snapshot, and comes up again when that one is removed.
 */
public final class Forgetting {
    private static final int POINTS_MAX = 16;
    private static final byte[] PRESENT = {1};

    private Forgetting() {}

    /** Hears of each value that goes for good. */
    interface Gone {
        void value(byte[] key, byte[] value);
    }

    /** How many of the oldest ends lie at or before {@code horizon}, at most {@code countMax}. */
    public static int due(StateReader state, JournalIndex horizon, int countMax) {
        int count = 0;
        try (var cursor = state.scan(oldest(state), Table.FADING.key(horizon.value() + 1))) {
            while (count < countMax && cursor.next()) {
                count++;
            }
        }
        return count;
    }

    /** What lies before was forgotten: keys that are no more are slow to pass. */
    private static byte[] oldest(StateReader state) {
        return Table.FADING.key(forgotten(state).value());
    }

    /** Whether there is anything that time will take. */
    public static boolean isAnythingFading(StateReader state) {
        try (var cursor = state.scan(oldest(state), Table.afterAll(Table.FADING.key()))) {
            return cursor.next();
        }
    }

    /** Whether a removed snapshot still keeps history. */
    public static boolean isUnpinningDue(StateReader state) {
        var prefix = Table.UNPINNED.key();
        try (var cursor = state.scan(prefix, Table.afterAll(prefix))) {
            return cursor.next();
        }
    }

    /** All ends up to here may be forgotten: nothing before is shown but by a snapshot. */
    public static JournalIndex forgotten(StateReader state) {
        return new JournalIndex(Meta.FORGOTTEN.get(state));
    }

    /** Whether the namespace can be seen as it was at this index. */
    public static boolean isVisible(StateReader state, JournalIndex index) {
        return index.compareTo(forgotten(state)) >= 0 || Snapshots.isPinned(state, index.value());
    }

    /** Lets the first {@code count} ends go. */
    static void forget(StateWriter state, int count, Gone gone) {
        for (var listed : first(state, oldest(state), Table.afterAll(Table.FADING.key()), count)) {
            long end = Table.firstNumber(listed);
            var key = Arrays.copyOfRange(listed, 1 + Long.BYTES, listed.length);
            state.put(listed, null);
            Meta.FORGOTTEN.put(state, end);
            settle(state, key, end, gone);
        }
        Moments.TIMELINE.forget(state, forgotten(state), POINTS_MAX);
        LedTime.TIMELINE.forget(state, forgotten(state), POINTS_MAX);
    }

    /** Looks again at the first {@code countMax} things that a removed snapshot kept. */
    static void unpin(StateWriter state, int countMax, Gone gone) {
        var prefix = Table.UNPINNED.key();
        var removed = first(state, prefix, Table.afterAll(prefix), 1);
        if (removed.isEmpty()) {
            return;
        }
        var pinned = Table.PINNED.key(Table.firstNumber(removed.getFirst()));
        var kept = first(state, pinned, Table.afterAll(pinned), countMax);
        for (var listed : kept) {
            long end = Table.secondNumber(listed);
            var key = Arrays.copyOfRange(listed, 1 + 2 * Long.BYTES, listed.length);
            state.put(listed, null);
            settle(state, key, end, gone);
        }
        if (kept.size() < countMax) {
            state.put(removed.getFirst(), null);
        }
    }

    private static void settle(StateWriter state, byte[] key, long end, Gone gone) {
        var past = Past.require(state, key, end);
        if (!pin(state, key, past.begin(), end)) {
            state.put(HistoryKey.of(key, end), null);
            gone.value(key, past.value());
        }
    }

    /** A value that stayed, out of reach, after its end was forgotten, goes or is filed. */
    static void retire(StateWriter state, byte[] key, JournalIndex end, Gone gone) {
        var value = Invariant.present(state.get(key), "nothing to retire");
        if (pin(state, key, Past.begin(value), end.value())) {
            Past.put(state, key, value, end.value());
        } else {
            gone.value(key, value);
        }
        state.put(key, null);
    }

    /** Files it under the newest snapshot that shows it, if there is any. */
    private static boolean pin(StateWriter state, byte[] key, long begin, long end) {
        var pin = Snapshots.newest(state, begin, end);
        pin.ifPresent(index -> state.put(Table.PINNED.key(index, end, key), PRESENT));
        return pin.isPresent();
    }

    private static List<byte[]> first(StateReader state, byte[] from, byte[] to, int countMax) {
        var keys = new ArrayList<byte[]>();
        try (var cursor = state.scan(from, to)) {
            while (keys.size() < countMax && cursor.next()) {
                keys.add(cursor.key());
            }
        }
        return keys;
    }
}
