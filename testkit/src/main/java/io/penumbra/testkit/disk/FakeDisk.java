package io.penumbra.testkit.disk;

import io.penumbra.core.port.Disk;
import io.penumbra.testkit.sim.SimProcess;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One process's handle on a {@link FakePlatter}. Safe for several threads; outside a simulation
 * make one with no process, for which a sync takes no time.
 */
public final class FakeDisk implements Disk {
    private final FakePlatter platter;
    private final @Nullable SimProcess process;

    public FakeDisk(FakePlatter platter) {
        this(platter, null);
    }

    public FakeDisk(FakePlatter platter, @Nullable SimProcess process) {
        this.platter = platter;
        this.process = process;
    }

    @Override
    public DiskFile open(String name, Open how) throws IOException {
        synchronized (platter) {
            platter.attempt("open", name);
            var directory = platter.parent(name);
            var found = directory.get(last(name));
            if (found instanceof StoredDirectory || (found != null && how == Open.NEW)) {
                throw new FileAlreadyExistsException(name);
            }
            if (found == null && how == Open.EXISTING) {
                throw new FileNotFoundException(name);
            }
            if (found instanceof StoredFile file) {
                return new Handle(name, file);
            }
            var created = new StoredFile();
            directory.put(last(name), created);
            return new Handle(name, created);
        }
    }

    @Override
    public boolean exists(String name) {
        synchronized (platter) {
            return platter.find(name) != null;
        }
    }

    @Override
    public List<String> list(String directory) throws IOException {
        synchronized (platter) {
            platter.attempt("list", directory);
            return platter.find(directory) instanceof StoredDirectory found
                    ? found.names()
                    : List.of();
        }
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        synchronized (platter) {
            platter.attempt("create", directory);
            platter.createDirectories(directory);
        }
    }

    @Override
    public void rename(String source, String target) throws IOException {
        synchronized (platter) {
            platter.attempt("rename", source);
            var from = platter.parent(source);
            var to = platter.parent(target);
            var moved = from.get(last(source));
            if (moved == null) {
                throw new FileNotFoundException(source);
            }
            if (from == to) {
                from.move(last(source), last(target));
            } else {
                to.put(last(target), moved);
                from.remove(last(source));
            }
        }
    }

    @Override
    public void delete(String name) throws IOException {
        synchronized (platter) {
            platter.attempt("delete", name);
            var found = platter.find(name);
            if (found == null) {
                throw new FileNotFoundException(name);
            }
            if (found instanceof StoredDirectory directory && !directory.names().isEmpty()) {
                throw new DirectoryNotEmptyException(name);
            }
            platter.parent(name).remove(last(name));
        }
    }

    @Override
    public void syncNames(String directory) throws IOException {
        takeTime();
        synchronized (platter) {
            platter.attempt("sync", directory);
            if (!(platter.find(directory) instanceof StoredDirectory found)) {
                throw new FileNotFoundException(directory);
            }
            found.sync();
        }
    }

    @Override
    public AutoCloseable lock(String name) throws IOException {
        open(name, Open.EITHER).close();
        return platter.lock(name, process);
    }

    @Override
    public long capacityBytes() {
        return platter.capacityBytes();
    }

    @Override
    public long freeBytes() {
        synchronized (platter) {
            return platter.freeBytes();
        }
    }

    private void takeTime() {
        if (process != null) {
            try {
                process.clock().sleep(platter.nextSyncTime());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // as a real sync: it goes on to its end
            }
        }
    }

    private static String last(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private final class Handle implements DiskFile {
        private final String name;
        private final StoredFile file;
        private boolean closed;

        Handle(String name, StoredFile file) {
            this.name = name;
            this.file = file;
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            synchronized (platter) {
                attempt("read");
                return file.read(position, target);
            }
        }

        @Override
        public void write(long position, List<ByteBuffer> sources) throws IOException {
            synchronized (platter) {
                attempt("write");
                long before = file.length();
                long end = position;
                for (var source : sources) {
                    end += source.remaining();
                }
                platter.use(Math.max(0, end - before));
                file.write(position, sources);
            }
        }

        @Override
        public void truncate(long length) throws IOException {
            synchronized (platter) {
                attempt("truncate");
                platter.use(Math.min(0, length - file.length()));
                file.truncate(length);
            }
        }

        @Override
        public long length() throws IOException {
            synchronized (platter) {
                attempt("length");
                return file.length();
            }
        }

        @Override
        public void sync() throws IOException {
            takeTime();
            synchronized (platter) {
                try {
                    attempt("sync");
                } catch (IOException e) {
                    file.syncFailed();
                    throw e;
                }
                file.sync();
            }
        }

        private void attempt(String operation) throws IOException {
            if (closed) {
                throw new IOException(name + " is closed");
            }
            platter.attempt(operation, name);
        }

        @Override
        public void close() {
            synchronized (platter) {
                closed = true;
            }
        }
    }
}
