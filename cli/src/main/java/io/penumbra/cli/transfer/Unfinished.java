package io.penumbra.cli.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Files that are half there: they go when the program ends before they are whole. */
final class Unfinished {
    private static final Set<Path> FILES = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> FILES.forEach(Unfinished::drop)));
    }

    private Unfinished() {}

    /** Beside the file that it is to become. */
    static Path beside(Path file) throws IOException {
        // Not one of the kind that nobody else may read: it becomes what its owner asked for.
        var name = ".pfs-get-%s.part".formatted(UUID.randomUUID());
        var part = file.toAbsolutePath().resolveSibling(name);
        FILES.add(part);
        try {
            Files.createFile(part);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(String.valueOf(part.getParent()));
        }
        return part;
    }

    /** Deletes it, if it has not become what it was to be. */
    static void drop(Path part) {
        FILES.remove(part);
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
