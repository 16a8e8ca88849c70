package io.penumbra.cli.up;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The folder of a local cluster: who uses it, whether a cluster was made in it, and where each role
 * keeps its data, settings and log.
 */
final class DataFolder implements AutoCloseable {
    private static final String CHOICES = "up.conf";
    private static final String MADE = "cluster";
    static final String LOCK = "up.lock";

    private final Path root;
    private final FileChannel lock;

    private DataFolder(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /** Refuses a folder that another {@code pfs up} uses, and one that holds something else. */
    static DataFolder take(Path root) throws IOException, RefusedException {
        Files.createDirectories(root);
        requireEmptyOrOurs(root);
        var lock =
                FileChannel.open(
                        root.resolve(LOCK),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() == null) {
                throw new OverlappingFileLockException();
            }
        } catch (OverlappingFileLockException e) {
            lock.close();
            throw new RefusedException(
                    RefusalCode.ALREADY_EXISTS,
                    root.toString(),
                    "is used by another 'pfs up' (pid %s); stop that one, or choose another folder with --data"
                            .formatted(Files.readString(root.resolve(LOCK)).strip()));
        }
        lock.truncate(0);
        lock.write(StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n"), 0);
        return new DataFolder(root, lock);
    }

    private static void requireEmptyOrOurs(Path root) throws IOException, RefusedException {
        try (var names = Files.list(root)) {
            if (names.findAny().isPresent() && !Files.exists(root.resolve(LOCK))) {
                throw new RefusedException(
                        RefusalCode.DIRECTORY_NOT_EMPTY,
                        root.toString(),
                        "holds something that is no cluster; choose another folder with --data");
            }
        }
    }

    /** Whether a cluster was made in this folder: never make another one over its data. */
    boolean isMade() {
        return Files.exists(root.resolve(MADE));
    }

    /** The cluster in this folder. */
    ClusterId made() throws IOException {
        return new ClusterId(Files.readString(root.resolve(MADE)).strip());
    }

    void setMade(ClusterId cluster) throws IOException {
        var name = StandardCharsets.UTF_8.encode(cluster + "\n");
        try (var file =
                FileChannel.open(
                        root.resolve(MADE),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            writeAll(file, name);
            file.force(true);
        }
    }

    private static void writeAll(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    /** What was chosen at an earlier start, and still holds if nobody says otherwise. */
    Optional<String> choice(String key) throws IOException {
        return Optional.ofNullable(choices().get(key));
    }

    void choose(String key, String value) throws IOException {
        var choices = choices();
        if (!value.equals(choices.put(key, value))) {
            Files.writeString(root.resolve(CHOICES), lines(choices));
        }
    }

    private Map<String, String> choices() throws IOException {
        var choices = new TreeMap<String, String>();
        var file = root.resolve(CHOICES);
        if (Files.exists(file)) {
            for (var line : Files.readAllLines(file)) {
                int equals = line.indexOf(" = ");
                if (equals > 0) {
                    choices.put(line.substring(0, equals), line.substring(equals + 3));
                }
            }
        }
        return choices;
    }

    private static String lines(Map<String, String> values) {
        var text = new StringBuilder();
        values.forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        return text.toString();
    }

    Path of(String role) {
        return root.resolve(role);
    }

    Path log(String role) throws IOException {
        return Files.createDirectories(root.resolve("logs")).resolve(role + ".log");
    }

    /** Writes the settings that a role's process is started with. */
    Path writeSettings(String role, Map<String, String> settings) throws IOException {
        var text = "# Written by pfs up at each start.\n" + lines(new TreeMap<>(settings));
        var file = Files.createDirectories(root.resolve("settings")).resolve(role + ".conf");
        return Files.writeString(file, text);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
