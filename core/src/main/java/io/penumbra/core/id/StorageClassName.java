package io.penumbra.core.id;

import io.penumbra.core.Invariant;

/** A storage class: how many copies, how durable. */
public record StorageClassName(String value) implements Comparable<StorageClassName> {
    public StorageClassName {
        Invariant.check(!value.isEmpty(), "empty StorageClassName");
    }

    @Override
    public int compareTo(StorageClassName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
