package io.penumbra.core.id;

import io.penumbra.core.Invariant;

/** The place of one batch of records in the journal; the first batch is 1. */
public record EntryNumber(long value) implements Comparable<EntryNumber> {
    public EntryNumber {
        Invariant.check(value >= 0, "negative EntryNumber: %s", value);
    }

    public EntryNumber next() {
        return new EntryNumber(Math.addExact(value, 1));
    }

    @Override
    public int compareTo(EntryNumber other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
