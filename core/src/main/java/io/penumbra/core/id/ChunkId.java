package io.penumbra.core.id;

import java.util.regex.Pattern;

/** A chunk. Made of the epoch that named it and a counter, so it is never used twice. */
public record ChunkId(long value) implements Comparable<ChunkId> {
    private static final Pattern NAME = Pattern.compile("chunk-([0-9a-f]{1,6})[.]([0-9a-f]{1,10})");

    /** Parses what {@link #toString} says. */
    public static ChunkId parse(String text) {
        var name = NAME.matcher(text);
        if (!name.matches()) {
            throw new IllegalArgumentException("not a chunk, such as chunk-3.2a: '" + text + "'");
        }
        return of(new Epoch(Long.parseLong(name.group(1), 16)), Long.parseLong(name.group(2), 16));
    }

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
