package io.penumbra.cli.transfer;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Counts what is below a directory of this machine, while it is copied already. */
final class LocalCount extends SimpleFileVisitor<Path> {
    private long files;
    private long bytes;

    private LocalCount() {}

    static void of(Path directory, Tally tally) {
        var count = new LocalCount();
        try {
            Files.walkFileTree(directory, count);
            tally.expect(count.files, count.bytes);
        } catch (IOException e) {
            // Whoever copies it meets the same, and says so; nobody knows then how much is left.
            tally.expect(0, 0);
        }
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        files++;
        bytes += attributes.isRegularFile() ? attributes.size() : 0;
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        return FileVisitResult.CONTINUE;
    }
}
