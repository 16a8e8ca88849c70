package io.penumbra.core.id;

import io.penumbra.core.Invariant;

/** The reign of one leader. Grows with every change of leadership; zero is before the first. */
public record Epoch(long value) implements Comparable<Epoch> {
    public Epoch {
        Invariant.check(value >= 0, "negative Epoch: %s", value);
    }

    public Epoch next() {
        return new Epoch(Math.addExact(value, 1));
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
