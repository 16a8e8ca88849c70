package io.penumbra.core.id;

import io.penumbra.core.Invariant;

/** The place of one record in the journal; the first record is 1, zero is before it. */
public record JournalIndex(long value) implements Comparable<JournalIndex> {
    public JournalIndex {
        Invariant.check(value >= 0, "negative JournalIndex: %s", value);
    }

    public JournalIndex next() {
        return new JournalIndex(Math.addExact(value, 1));
    }

    @Override
    public int compareTo(JournalIndex other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
