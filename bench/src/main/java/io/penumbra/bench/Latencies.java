package io.penumbra.bench;

import java.util.Arrays;

/** How long each of a known number of operations took. Each thread writes its own places. */
final class Latencies {
    private final long[] nanos;

    Latencies(int count) {
        nanos = new long[count];
    }

    void set(int operation, long elapsedNanos) {
        nanos[operation] = elapsedNanos;
    }

    int count() {
        return nanos.length;
    }

    double millisAt(double quantile) {
        var sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, (long) (quantile * sorted.length))] / 1e6;
    }
}
