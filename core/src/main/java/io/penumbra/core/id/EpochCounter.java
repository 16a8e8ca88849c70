package io.penumbra.core.id;

import io.penumbra.core.Invariant;

/** An epoch (24 bits) and a counter within it (40 bits) in one long: a name that never returns. */
final class EpochCounter {
    private static final int COUNTER_BITS = 40;
    private static final long COUNTER_MAX = (1L << COUNTER_BITS) - 1;
    private static final long EPOCH_MAX = (1L << (Long.SIZE - COUNTER_BITS)) - 1;

    private EpochCounter() {}

    static long pack(Epoch epoch, long counter) {
        Invariant.check(epoch.value() <= EPOCH_MAX, "epoch out of range: %s", epoch);
        Invariant.check(
                counter >= 0 && counter <= COUNTER_MAX, "counter out of range: %s", counter);
        return epoch.value() << COUNTER_BITS | counter;
    }

    static Epoch epoch(long packed) {
        return new Epoch(packed >>> COUNTER_BITS);
    }

    static long counter(long packed) {
        return packed & COUNTER_MAX;
    }

    static String text(long packed) {
        return Long.toHexString(packed >>> COUNTER_BITS) + "." + Long.toHexString(counter(packed));
    }
}
