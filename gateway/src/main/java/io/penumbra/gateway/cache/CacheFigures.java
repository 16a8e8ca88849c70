package io.penumbra.gateway.cache;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What a cache counts. All zero where there is none. For any number of threads. */
public final class CacheFigures {
    final LongAdder hits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder hitBytes = new LongAdder();
    final LongAdder fetchedBytes = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder failures = new LongAdder();
    final AtomicLong pieces = new AtomicLong();
    final AtomicLong bytes = new AtomicLong();
    final AtomicLong limitBytes = new AtomicLong();

    /** Pieces of files that were asked for and were there. */
    public long hits() {
        return hits.sum();
    }

    /** Pieces that came from chunkservers. */
    public long misses() {
        return misses.sum();
    }

    /** Bytes that clients got from the cache. */
    public long hitBytes() {
        return hitBytes.sum();
    }

    /** Bytes that came from chunkservers, the parts that nobody asked for included. */
    public long fetchedBytes() {
        return fetchedBytes.sum();
    }

    /** Pieces that were worth holding and were not written, since the disk did not keep up. */
    public long dropped() {
        return dropped.sum();
    }

    /** Pieces that were damaged or gone, and calls of the disk that failed. */
    public long failures() {
        return failures.sum();
    }

    public long pieces() {
        return pieces.get();
    }

    public long bytes() {
        return bytes.get();
    }

    public long limitBytes() {
        return limitBytes.get();
    }
}
