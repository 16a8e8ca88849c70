package io.penumbra.platform.rocksdb;

import io.penumbra.core.Invariant;
import io.penumbra.core.port.StateStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * A checkpoint of RocksDB in a directory of its own, and a reader of it. Confined to one thread.
 */
final class RocksFrozen implements StateStore.Frozen {
    private final Path directory;
    private final List<String> files;
    private final Options options = new Options();
    private final RocksDB database;
    private final Users users = new Users();

    /**
     * @param directory holds a checkpoint that nobody else uses
     */
    RocksFrozen(Path directory) throws IOException {
        this.directory = directory;
        // Before it is opened: that may add files of its own.
        try (var names = Files.list(directory)) {
            files = names.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
        try {
            database = RocksDB.openReadOnly(options, directory.toString());
        } catch (RocksDBException e) {
            options.close();
            throw new IOException("cannot read the checkpoint in " + directory, e);
        }
    }

    @Override
    public List<String> files() {
        return files;
    }

    @Override
    public InputStream open(String file) throws IOException {
        Invariant.check(files.contains(file), "no file %s", file);
        return Files.newInputStream(directory.resolve(file));
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        try {
            return database.get(key);
        } catch (RocksDBException e) {
            throw RocksStateStore.unreadable(e);
        }
    }

    @Override
    public Cursor scan(byte[] from, byte[] to) {
        return new RocksCursor(database, users, null, from, to);
    }

    @Override
    public void close() throws IOException {
        database.close();
        options.close();
        deleteAll(directory);
    }

    static void deleteAll(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (var found = Files.walk(directory)) {
            for (var each : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
