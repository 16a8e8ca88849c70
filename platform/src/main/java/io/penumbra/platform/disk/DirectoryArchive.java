package io.penumbra.platform.disk;

import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Archive;
import io.penumbra.core.port.Disk;
import io.penumbra.core.port.Disk.DiskFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.Set;

/**
 * An archive in a directory: a file for each item, and those that are being written in a directory
 * of their own.
 */
public final class DirectoryArchive implements Archive {
    private static final String UNFINISHED = "unfinished";

    private final Disk disk;

    public DirectoryArchive(Disk disk) {
        this.disk = disk;
    }

    @Override
    public Writing create() throws IOException {
        disk.createDirectories(UNFINISHED);
        int number = 1;
        while (true) {
            var unfinished = UNFINISHED + "/" + number;
            try {
                return new FileWriting(unfinished, disk.open(unfinished, Disk.Open.NEW));
            } catch (FileAlreadyExistsException e) {
                number++; // another master's, or of one that was killed
            }
        }
    }

    @Override
    public InputStream open(String name) throws IOException {
        requireName(name);
        return new FileReading(disk.open(name, Disk.Open.EXISTING));
    }

    @Override
    public List<String> names() throws IOException {
        return disk.list("").stream()
                .filter(name -> Label.isName(name) && !name.equals(UNFINISHED))
                .sorted()
                .toList();
    }

    @Override
    public void delete(String name) throws IOException {
        requireName(name);
        if (disk.exists(name)) {
            disk.delete(name);
            disk.syncNames("");
        }
    }

    @Override
    public void dropUnfinished() throws IOException {
        for (var name : disk.list(UNFINISHED)) {
            disk.delete(UNFINISHED + "/" + name);
        }
    }

    /** What is in a directory stays there. */
    @Override
    public Set<ServerId> keep(List<Label> needed) {
        return Set.of();
    }

    private static void requireName(String name) {
        if (!Label.isName(name) || name.equals(UNFINISHED)) {
            throw new IllegalArgumentException("not the name of an item: '" + name + "'");
        }
    }

    private final class FileWriting implements Writing {
        private final String unfinished;
        private final DiskFile file;
        private long length;
        private boolean open = true;
        private boolean finished;

        FileWriting(String unfinished, DiskFile file) {
            this.unfinished = unfinished;
            this.file = file;
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            file.write(length, List.of(ByteBuffer.wrap(bytes, offset, count)));
            length += count;
        }

        @Override
        public void finish(Label label) throws IOException {
            var name = label.name();
            requireName(name);
            file.sync();
            closeFile();
            disk.rename(unfinished, name);
            disk.syncNames("");
            finished = true;
        }

        @Override
        public void close() throws IOException {
            closeFile();
            if (!finished && disk.exists(unfinished)) {
                disk.delete(unfinished);
            }
        }

        private void closeFile() throws IOException {
            if (open) {
                open = false;
                file.close();
            }
        }
    }

    private static final class FileReading extends InputStream {
        private final DiskFile file;
        private final byte[] one = new byte[1];
        private long position;

        FileReading(DiskFile file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            if (count == 0) {
                return 0;
            }
            int read = file.read(position, ByteBuffer.wrap(target, offset, count));
            position += read;
            return read == 0 ? -1 : read;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
