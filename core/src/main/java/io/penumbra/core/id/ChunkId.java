package io.penumbra.core.id;

/** A chunk. Made of the epoch that named it and a counter, so it is never used twice. */
public record ChunkId(long value) implements Comparable<ChunkId> {
    public static ChunkId of(Epoch epoch, long counter) {
        return new ChunkId(EpochCounter.pack(epoch, counter));
    }

    public Epoch epoch() {
        return EpochCounter.epoch(value);
    }

    public long counter() {
        return EpochCounter.counter(value);
    }

    public ChunkId plus(long steps) {
        return of(epoch(), Math.addExact(counter(), steps));
    }

    @Override
    public int compareTo(ChunkId other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return "chunk-" + EpochCounter.text(value);
    }
}
