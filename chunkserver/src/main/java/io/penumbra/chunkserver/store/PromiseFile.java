package io.penumbra.chunkserver.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.leadership.Fence;
import io.penumbra.core.port.Disk;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/** The highest epoch that one data directory knows of: its {@code PROMISE} file. */
final class PromiseFile {
    private final Disk disk;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private Fence kept;

    private PromiseFile(Disk disk, Fence kept) {
        this.disk = disk;
        this.kept = kept;
    }

    /** File calls. */
    static PromiseFile load(Disk disk) throws IOException {
        var text = AtomicFile.read(disk, ChunkFile.PROMISE);
        if (text.isEmpty()) {
            return new PromiseFile(disk, Fence.OPEN);
        }
        try {
            var epoch = new Epoch(Long.parseLong(text.get().strip()));
            return new PromiseFile(disk, new Fence(epoch));
        } catch (NumberFormatException e) {
            throw new IOException(
                    "%s: PROMISE: no epoch in it: '%s'".formatted(disk, text.get()), e);
        }
    }

    Epoch kept() {
        lock.lock();
        try {
            return kept.highest();
        } finally {
            lock.unlock();
        }
    }

    /** Never goes back, however late a call has its turn. Durable on return. File calls. */
    void raise(Epoch epoch) throws IOException {
        lock.lock();
        try {
            if (kept.admit(epoch) instanceof Fence.Verdict.Newer(var next)) {
                AtomicFile.replace(disk, ChunkFile.PROMISE, epoch + "\n");
                kept = next;
            }
        } finally {
            lock.unlock();
        }
    }
}
