package io.penumbra.bench;

import java.util.Arrays;

/** How long each of some operations took. */
final class Latencies {
    private final long[] sorted;

    Latencies(long[] nanos) {
        sorted = nanos.clone();
        Arrays.sort(sorted);
    }

    int count() {
        return sorted.length;
    }

    double millisAt(double quantile) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1L, (long) (quantile * sorted.length))]
                        / 1e6;
    }
}
