package io.penumbra.platform.disk;

import io.penumbra.core.port.Disk;
import io.penumbra.platform.process.Pid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file locked by the operating system, which lets go when the process ends. The system asks only
 * about other processes, and forgets a lock when any handle of its file is closed: so a second
 * holder in this JVM is refused before it opens the file.
 */
final class DirectoryLock implements AutoCloseable {
    private static final Set<Path> HELD_HERE = new HashSet<>();

    private final Path path;
    private final AsynchronousFileChannel file;

    private DirectoryLock(Path path, AsynchronousFileChannel file) {
        this.path = path;
        this.file = file;
    }

    static DirectoryLock take(Path path) throws IOException {
        synchronized (HELD_HERE) {
            var parent = path.toAbsolutePath().getParent();
            var real = parent == null ? path : parent.toRealPath().resolve(path.getFileName());
            if (HELD_HERE.contains(real)) {
                throw new Disk.InUseException(real + " is in use by this process");
            }
            var lock = takeFromOthers(real);
            HELD_HERE.add(real);
            return lock;
        }
    }

    private static DirectoryLock takeFromOthers(Path path) throws IOException {
        var file =
                AsynchronousFileChannel.open(
                        path,
                        Set.of(
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE),
                        UninterruptibleFile.ON_CALLER);
        boolean taken = false;
        try {
            if (file.tryLock() == null) {
                var holder = Files.readString(path).strip();
                throw new Disk.InUseException(path + " is in use by process " + holder);
            }
            file.truncate(0);
            var pid = (Pid.current() + "\n").getBytes(StandardCharsets.US_ASCII);
            UninterruptibleFile.over(file).write(0, List.of(ByteBuffer.wrap(pid)));
            taken = true;
            return new DirectoryLock(path, file);
        } finally {
            if (!taken) {
                file.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD_HERE) {
            file.close();
            HELD_HERE.remove(path);
        }
    }
}
