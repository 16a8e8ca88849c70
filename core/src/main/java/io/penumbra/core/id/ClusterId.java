package io.penumbra.core.id;

import io.penumbra.core.Invariant;

/** A cluster, named once by pfs init. Every store and every call carries it. */
public record ClusterId(String value) implements Comparable<ClusterId> {
    public ClusterId {
        Invariant.check(!value.isEmpty(), "empty ClusterId");
    }

    @Override
    public int compareTo(ClusterId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
