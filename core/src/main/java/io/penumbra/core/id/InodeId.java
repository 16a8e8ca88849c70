package io.penumbra.core.id;

/**
 * A file or directory. Made of the epoch that named it and a counter, so it is never used twice.
 */
public record InodeId(long value) implements Comparable<InodeId> {
    public static InodeId of(Epoch epoch, long counter) {
        return new InodeId(EpochCounter.pack(epoch, counter));
    }

    public Epoch epoch() {
        return EpochCounter.epoch(value);
    }

    public long counter() {
        return EpochCounter.counter(value);
    }

    public InodeId plus(long steps) {
        return of(epoch(), Math.addExact(counter(), steps));
    }

    @Override
    public int compareTo(InodeId other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return "inode-" + EpochCounter.text(value);
    }
}
