package io.penumbra.platform.disk;

import io.penumbra.core.port.Disk;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The disk below one directory, which names cannot leave.
 *
 * <p>Files are opened so that an interrupt of the calling thread neither ends a call nor closes the
 * file under others; see {@link UninterruptibleFile}.
 */
public final class DirectoryDisk implements Disk {
    private final Path root;

    public DirectoryDisk(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public DiskFile open(String name, Open how) throws IOException {
        var options = new ArrayList<OpenOption>();
        options.add(StandardOpenOption.READ);
        options.add(StandardOpenOption.WRITE);
        switch (how) {
            case EXISTING -> {}
            case NEW -> options.add(StandardOpenOption.CREATE_NEW);
            case EITHER -> options.add(StandardOpenOption.CREATE);
        }
        return UninterruptibleFile.open(file(name), Set.copyOf(options));
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(directory(name));
    }

    @Override
    public List<String> list(String directory) throws IOException {
        var path = directory(directory);
        if (!Files.exists(path)) {
            return List.of();
        }
        try (var entries = Files.newDirectoryStream(path)) {
            var names = new ArrayList<String>();
            entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
            return names;
        }
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        Files.createDirectories(directory(directory));
    }

    @Override
    public void rename(String source, String target) throws IOException {
        Files.move(
                file(source),
                file(target),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(file(name));
    }

    @Override
    public void syncNames(String directory) throws IOException {
        var path = directory(directory);
        if (!Files.isDirectory(path)) {
            throw new NotDirectoryException(path.toString());
        }
        try (var names =
                AsynchronousFileChannel.open(
                        path, Set.of(StandardOpenOption.READ), UninterruptibleFile.ON_CALLER)) {
            names.force(true);
        }
    }

    @Override
    public AutoCloseable lock(String name) throws IOException {
        return DirectoryLock.take(file(name));
    }

    @Override
    public long capacityBytes() throws IOException {
        return Files.getFileStore(root).getTotalSpace();
    }

    @Override
    public long freeBytes() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    private Path file(String name) {
        var path = directory(name);
        if (path.equals(root)) {
            throw new IllegalArgumentException("not the name of a file: '" + name + "'");
        }
        return path;
    }

    /** The empty name is the data directory itself. */
    private Path directory(String name) {
        if (name.isEmpty()) {
            return root;
        }
        var relative = Path.of(name);
        for (var part : relative) {
            if (part.toString().equals("..") || part.toString().equals(".")) {
                throw new IllegalArgumentException("leaves the data directory: '" + name + "'");
            }
        }
        if (relative.isAbsolute()) {
            throw new IllegalArgumentException("not relative: '" + name + "'");
        }
        return root.resolve(relative);
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
