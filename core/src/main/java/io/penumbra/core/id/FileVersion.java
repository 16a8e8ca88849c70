package io.penumbra.core.id;

import io.penumbra.core.Invariant;

/** Grows with every change of a file's content or attributes; the precondition of a replace. */
public record FileVersion(long value) implements Comparable<FileVersion> {
    public FileVersion {
        Invariant.check(value >= 0, "negative FileVersion: %s", value);
    }

    public FileVersion next() {
        return new FileVersion(Math.addExact(value, 1));
    }

    @Override
    public int compareTo(FileVersion other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
