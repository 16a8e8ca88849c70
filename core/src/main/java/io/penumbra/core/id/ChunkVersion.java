package io.penumbra.core.id;

import io.penumbra.core.Invariant;

/** Which writer a chunk belongs to. Grows when a chunk is handed on or sealed. */
public record ChunkVersion(long value) implements Comparable<ChunkVersion> {
    public ChunkVersion {
        Invariant.check(value >= 0, "negative ChunkVersion: %s", value);
    }

    public ChunkVersion next() {
        return new ChunkVersion(Math.addExact(value, 1));
    }

    @Override
    public int compareTo(ChunkVersion other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
