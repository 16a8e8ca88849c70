package io.penumbra.core.id;

import io.penumbra.core.Invariant;

/** A chunkserver, named when its first directory was formatted. */
public record ServerId(String value) implements Comparable<ServerId> {
    public ServerId {
        Invariant.check(!value.isEmpty(), "empty ServerId");
    }

    @Override
    public int compareTo(ServerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
