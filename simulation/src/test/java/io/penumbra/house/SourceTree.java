package io.penumbra.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The files of the project that people write: no build results, no data, nothing binary. */
record SourceTree(Path root) {
    private static final Set<String> SKIPPED_FOLDERS =
            Set.of(".git", ".idea", ".vscode", ".settings", "target", "node_modules");
    private static final Set<String> ENDINGS =
            Set.of(
                    ".java",
                    ".proto",
                    ".xml",
                    ".md",
                    ".sh",
                    ".sample",
                    ".cfg",
                    ".properties",
                    ".yml",
                    ".yaml",
                    ".json",
                    ".html",
                    ".css",
                    ".js",
                    ".gitignore");
    private static final Set<String> SCRIPT_FOLDERS = Set.of("scripts", ".ci");

    /** The tree that the running test belongs to. */
    static SourceTree find() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("scripts/pfs"))) {
            var parent = folder.getParent();
            if (parent == null) {
                throw new IllegalStateException("not inside the project: " + Path.of(""));
            }
            folder = parent;
        }
        return new SourceTree(folder);
    }

    List<Path> files() throws IOException {
        var found = new ArrayList<Path>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        return SKIPPED_FOLDERS.contains(lastName(folder))
                                        || folder.equals(root.resolve("data"))
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (isWrittenByPeople(file)) {
                            found.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return found;
    }

    List<Path> files(String ending) throws IOException {
        return files().stream().filter(file -> hasEnding(file, ending)).toList();
    }

    String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(nameOf(file), e);
        }
    }

    String nameOf(Path file) {
        return root.relativize(file).toString();
    }

    static boolean hasEnding(Path file, String ending) {
        return lastName(file).endsWith(ending);
    }

    private boolean isWrittenByPeople(Path file) {
        return ENDINGS.stream().anyMatch(ending -> hasEnding(file, ending))
                || SCRIPT_FOLDERS.contains(root.relativize(file).getName(0).toString());
    }

    private static String lastName(Path path) {
        var last = path.getFileName();
        return last == null ? "" : last.toString();
    }
}
