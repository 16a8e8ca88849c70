package io.penumbra.chunkserver.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.port.Disk;
import io.penumbra.core.port.Disk.DiskFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The files that are open, so that a read need not open its own: those in use, and of the others
 * the most recently used, {@value #OPEN_MAX} together unless more are in use.
 */
final class OpenFiles implements AutoCloseable {
    private static final int OPEN_MAX = 1_024;

    private final Disk disk;
    private final ReentrantLock lock = new ReentrantLock();

    // Least recently used first.
    @GuardedBy("lock")
    private final LinkedHashMap<String, Use> open = new LinkedHashMap<>(64, 0.75f, true);

    OpenFiles(Disk disk) {
        this.disk = disk;
    }

    /** An open file, kept open until closed as often as it was taken. */
    final class Use implements AutoCloseable {
        private final DiskFile file;

        // Guarded by the lock of the table.
        private int users;
        private boolean forgotten;

        private Use(DiskFile file) {
            this.file = file;
        }

        DiskFile file() {
            return file;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                users--;
                if (forgotten && users == 0) {
                    file.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("a file does not close", e);
            } finally {
                lock.unlock();
            }
        }
    }

    Use use(String name, Disk.Open how) throws IOException {
        lock.lock();
        try {
            var use = open.get(name);
            if (use == null) {
                use = new Use(disk.open(name, how));
                open.put(name, use);
                closeSurplus(use);
            }
            use.users++;
            return use;
        } finally {
            lock.unlock();
        }
    }

    /** The name will mean another file, or none; who has this one open keeps it. */
    void forget(String name) throws IOException {
        lock.lock();
        try {
            var use = open.remove(name);
            if (use != null) {
                use.forgotten = true;
                if (use.users == 0) {
                    use.file.close();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lock();
        try {
            return open.size();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void closeSurplus(Use keep) throws IOException {
        var oldest = open.values().iterator();
        while (open.size() > OPEN_MAX && oldest.hasNext()) {
            var candidate = oldest.next();
            if (candidate.users == 0 && candidate != keep) {
                oldest.remove();
                candidate.file.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            for (var use : open.values()) {
                use.file.close();
            }
            open.clear();
        } finally {
            lock.unlock();
        }
    }
}
