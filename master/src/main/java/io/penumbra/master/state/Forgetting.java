package io.penumbra.master.state;

import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.port.StateReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * History goes in steps of bounded size, the oldest end first. What a snapshot still shows is filed
 * under the newest such snapshot, and comes up again when that one is removed.
 */
public final class Forgetting {
    private static final int MOMENTS_MAX = 16;
    private static final byte[] PRESENT = {1};

    private Forgetting() {}

    /** How many of the oldest ends lie at or before {@code horizon}, at most {@code countMax}. */
    public static int due(StateReader state, JournalIndex horizon, int countMax) {
        int count = 0;
        var from = Table.FADING.key();
        try (var cursor = state.scan(from, Table.FADING.key(horizon.value() + 1))) {
            while (count < countMax && cursor.next()) {
                count++;
            }
        }
        return count;
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

    /** Lets the first {@code count} ends go; {@code gone} hears key and value. */
    static void forget(StateWriter state, int count, BiConsumer<byte[], byte[]> gone) {
        for (var listed : first(state, Table.FADING.key(), count)) {
            long end = Table.firstNumber(listed);
            var key = Arrays.copyOfRange(listed, 1 + Long.BYTES, listed.length);
            state.put(listed, null);
            Meta.FORGOTTEN.put(state, end);
            settle(state, key, end, gone);
        }
        Moments.forget(state, MOMENTS_MAX);
    }

    /** Looks again at the first {@code countMax} things that a removed snapshot kept. */
    static void unpin(StateWriter state, int countMax, BiConsumer<byte[], byte[]> gone) {
        var removed = first(state, Table.UNPINNED.key(), 1);
        if (removed.isEmpty()) {
            return;
        }
        long pin = Table.firstNumber(removed.getFirst());
        var kept = first(state, Table.PINNED.key(pin), countMax);
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

    private static void settle(
            StateWriter state, byte[] key, long end, BiConsumer<byte[], byte[]> gone) {
        var past = Past.require(state, key, end);
        var pin = Snapshots.newest(state, past.begin(), end);
        if (pin.isPresent()) {
            state.put(Table.PINNED.key(pin.getAsLong(), end, key), PRESENT);
        } else {
            state.put(HistoryKey.of(key, end), null);
            gone.accept(key, past.value());
        }
    }

    private static List<byte[]> first(StateReader state, byte[] prefix, int countMax) {
        var keys = new ArrayList<byte[]>();
        try (var cursor = state.scan(prefix, Table.afterAll(prefix))) {
            while (keys.size() < countMax && cursor.next()) {
                keys.add(cursor.key());
            }
        }
        return keys;
    }
}
