package io.penumbra.chunkserver.store;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes of chunks that went to a disk and came from it. */
public final class Traffic {
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong read = new AtomicLong();

    void wrote(long bytes) {
        written.addAndGet(bytes);
    }

    void read(long bytes) {
        read.addAndGet(bytes);
    }

    public long writtenBytes() {
        return written.get();
    }

    public long readBytes() {
        return read.get();
    }
}
