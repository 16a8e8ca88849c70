package io.penumbra.core.id;

import io.penumbra.core.Invariant;

/** A client's number for one of its commands. The same number asks for the same outcome. */
public record Sequence(long value) implements Comparable<Sequence> {
    public Sequence {
        Invariant.check(value >= 0, "negative Sequence: %s", value);
    }

    public Sequence next() {
        return new Sequence(Math.addExact(value, 1));
    }

    @Override
    public int compareTo(Sequence other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
