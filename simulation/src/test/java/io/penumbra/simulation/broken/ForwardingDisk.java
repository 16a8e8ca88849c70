package io.penumbra.simulation.broken;

import io.penumbra.core.port.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Another disk, as it is. */
class ForwardingDisk implements Disk {
    private final Disk disk;

    ForwardingDisk(Disk disk) {
        this.disk = disk;
    }

    @Override
    public DiskFile open(String name, Open how) throws IOException {
        return disk.open(name, how);
    }

    @Override
    public boolean exists(String name) {
        return disk.exists(name);
    }

    @Override
    public List<String> list(String directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        disk.createDirectories(directory);
    }

    @Override
    public void rename(String source, String target) throws IOException {
        disk.rename(source, target);
    }

    @Override
    public void delete(String name) throws IOException {
        disk.delete(name);
    }

    @Override
    public void syncNames(String directory) throws IOException {
        disk.syncNames(directory);
    }

    @Override
    public AutoCloseable lock(String name) throws IOException {
        return disk.lock(name);
    }

    @Override
    public long capacityBytes() throws IOException {
        return disk.capacityBytes();
    }

    @Override
    public long freeBytes() throws IOException {
        return disk.freeBytes();
    }

    /** Another file, as it is. */
    static class ForwardingFile implements DiskFile {
        private final DiskFile file;

        ForwardingFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            return file.read(position, target);
        }

        @Override
        public void write(long position, List<ByteBuffer> sources) throws IOException {
            file.write(position, sources);
        }

        @Override
        public void truncate(long length) throws IOException {
            file.truncate(length);
        }

        @Override
        public long length() throws IOException {
            return file.length();
        }

        @Override
        public void sync() throws IOException {
            file.sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
