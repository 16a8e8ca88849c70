package io.penumbra.platform.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** What a server keeps beside its log and snapshots: which one it is, and who the others are. */
public final class ServerFolder {
    private static final String ID = "myid";
    private static final String ENSEMBLE = "ensemble";
    private static final String PROPOSED = "ensemble.next";

    /** Of ZooKeeper: the folder that its log and its snapshots are in. */
    private static final String DATA = "version-2";

    private final Path directory;

    public ServerFolder(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    public boolean hasData() throws IOException {
        var data = directory.resolve(DATA);
        if (!Files.exists(data)) {
            return false;
        }
        try (var files = Files.newDirectoryStream(data, "{log,snapshot}.*")) {
            return files.iterator().hasNext();
        }
    }

    /** Whether it is, or is about to become, one server of several. */
    public boolean isSeated() {
        return Files.exists(directory.resolve(ID));
    }

    Optional<Long> id() throws IOException {
        return read(ID).map(String::strip).map(Long::valueOf);
    }

    /** As last agreed on; empty of one that never had peers. */
    public Optional<Ensemble> ensemble() throws IOException {
        var text = read(ENSEMBLE);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var known = Ensemble.parse(text.get());
        if (known.isEmpty()) {
            // Without it the server would begin alone over what others have a part in.
            throw new IOException(
                    "%s does not say which servers of ZooKeeper there are as it should: %s"
                            .formatted(directory.resolve(ENSEMBLE), Ensemble.oneLine(text.get())));
        }
        return known;
    }

    /** What ZooKeeper was about to agree on. */
    Optional<Ensemble> proposed() throws IOException {
        return read(PROPOSED).flatMap(Ensemble::parse);
    }

    /** Where ZooKeeper itself writes that. */
    Path proposal() {
        return directory.resolve(PROPOSED);
    }

    void write(long id, Ensemble ensemble) throws IOException {
        Files.createDirectories(directory);
        // A server without an id begins anew; so that is last.
        Files.deleteIfExists(proposal());
        write(ENSEMBLE, ensemble.toString());
        write(ID, Long.toString(id));
    }

    /** In ZooKeeper's words, also those that are not ours. */
    void writeAgreed(String ensemble) throws IOException {
        write(ENSEMBLE, ensemble);
    }

    void writeProposed(String ensemble) throws IOException {
        write(PROPOSED, ensemble);
    }

    private Optional<String> read(String name) throws IOException {
        var file = directory.resolve(name);
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    private void write(String name, String text) throws IOException {
        var fresh = directory.resolve(name + ".new");
        try (var out =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            var left = UTF_8.encode(text + "\n");
            while (left.hasRemaining()) {
                out.write(left);
            }
            out.force(true);
        }
        Files.move(fresh, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        try (var names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
