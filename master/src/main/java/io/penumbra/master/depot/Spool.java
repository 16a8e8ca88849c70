package io.penumbra.master.depot;

import io.penumbra.core.chunk.SystemChunk;
import io.penumbra.core.port.Disk;
import io.penumbra.core.port.Disk.DiskFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * An item on this master's own disk while it is written: what it is called and what its sum is
 * shows only at its end, and chunkservers are told that first. For one thread.
 */
final class Spool implements AutoCloseable {
    private static final String DIRECTORY = "archive-unfinished";

    private final Disk disk;
    private final String name;
    private final DiskFile file;
    private final MessageDigest sha = SystemChunk.sha256();
    private long length;

    private Spool(Disk disk, String name, DiskFile file) {
        this.disk = disk;
        this.name = name;
        this.file = file;
    }

    static Spool create(Disk disk) throws IOException {
        disk.createDirectories(DIRECTORY);
        int number = 1;
        while (true) {
            var name = DIRECTORY + "/" + number;
            try {
                return new Spool(disk, name, disk.open(name, Disk.Open.NEW));
            } catch (FileAlreadyExistsException e) {
                number++;
            }
        }
    }

    static void dropAll(Disk disk) throws IOException {
        for (var name : disk.list(DIRECTORY)) {
            disk.delete(DIRECTORY + "/" + name);
        }
    }

    void write(byte[] bytes, int offset, int count) throws IOException {
        file.write(length, List.of(ByteBuffer.wrap(bytes, offset, count)));
        sha.update(bytes, offset, count);
        length += count;
    }

    long length() {
        return length;
    }

    /** Once all is written. */
    String sha256() {
        return HexFormat.of().formatHex(sha.digest());
    }

    void requireThere() throws IOException {
        if (!disk.exists(name)) {
            throw new IOException(name + " was dropped while it was written");
        }
    }

    /** From its beginning; closing it closes nothing. */
    InputStream open() {
        return new Reading();
    }

    @Override
    public void close() throws IOException {
        file.close();
        if (disk.exists(name)) {
            disk.delete(name);
        }
    }

    private final class Reading extends InputStream {
        private long at;

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            if (count == 0) {
                return 0;
            }
            int read = file.read(at, ByteBuffer.wrap(target, offset, count));
            at += read;
            return read == 0 ? -1 : read;
        }
    }
}
