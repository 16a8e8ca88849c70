package io.penumbra.platform.rocksdb;

import io.penumbra.core.port.StateStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state in RocksDB. Each batch is written to the WAL and handed to the operating system, so it
 * survives the process; {@link #sync} brings the WAL to the disk.
 *
 * <p>A read that fails throws {@link UncheckedIOException}: the local database cannot be believed
 * any more, and nobody on the way can do better than end the process.
 */
public final class RocksStateStore implements StateStore {
    private static final Logger log = LoggerFactory.getLogger(RocksStateStore.class);
    private static final Duration READERS_LEAVE_WITHIN = Duration.ofSeconds(10);

    static {
        RocksDB.loadLibrary();
    }

    private final Path directory;
    private final RocksTuning tuning;
    private final RocksDB database;
    private final WriteOptions unsynced = new WriteOptions();
    private final ReadOptions latest = new ReadOptions();
    private final Users users = new Users();

    private RocksStateStore(Path directory, RocksTuning tuning, RocksDB database) {
        this.directory = directory;
        this.tuning = tuning;
        this.database = database;
    }

    /**
     * Opens or creates the database.
     *
     * @param cacheBytes bounds the memory of blocks, indexes, filters and unwritten changes
     *     together; more of it saves reads from disk
     */
    public static RocksStateStore open(Path directory, long cacheBytes) throws IOException {
        Files.createDirectories(directory);
        RocksFrozen.deleteAll(frozen(directory)); // of a process that was killed
        var tuning = new RocksTuning(cacheBytes);
        try {
            return new RocksStateStore(
                    directory, tuning, RocksDB.open(tuning.options(), directory.toString()));
        } catch (RocksDBException e) {
            tuning.close();
            throw new IOException("cannot open the state in " + directory, e);
        }
    }

    private static Path frozen(Path directory) {
        return directory.resolveSibling(directory.getFileName() + "-frozen");
    }

    @Override
    public void write(List<Put> batch) throws IOException {
        users.enter();
        try (var changes = new WriteBatch()) {
            for (var put : batch) {
                if (put.value() == null) {
                    changes.delete(put.key());
                } else {
                    changes.put(put.key(), put.value());
                }
            }
            database.write(unsynced, changes);
        } catch (RocksDBException e) {
            throw new IOException("cannot write the state", e);
        } finally {
            users.leave();
        }
    }

    @Override
    public void sync() throws IOException {
        users.enter();
        try {
            database.syncWal();
        } catch (RocksDBException e) {
            throw new IOException("cannot sync the state", e);
        } finally {
            users.leave();
        }
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        users.enter();
        try {
            return database.get(latest, key);
        } catch (RocksDBException e) {
            throw unreadable(e);
        } finally {
            users.leave();
        }
    }

    @Override
    public Cursor scan(byte[] from, byte[] to) {
        return new RocksCursor(database, users, null, from, to);
    }

    @Override
    public Snapshot snapshot() {
        return new RocksSnapshot(database, users);
    }

    @Override
    public long sizeBytes() {
        users.enter();
        try {
            return database.getLongProperty("rocksdb.total-sst-files-size")
                    + database.getLongProperty("rocksdb.cur-size-all-mem-tables");
        } catch (RocksDBException e) {
            throw unreadable(e);
        } finally {
            users.leave();
        }
    }

    @Override
    public Frozen freeze() throws IOException {
        var target = frozen(directory);
        users.enter();
        try (var checkpoint = Checkpoint.create(database)) {
            RocksFrozen.deleteAll(target);
            checkpoint.createCheckpoint(target.toString());
        } catch (RocksDBException e) {
            throw new IOException("cannot make a checkpoint in " + target, e);
        } finally {
            users.leave();
        }
        return new RocksFrozen(target);
    }

    @Override
    public void close() {
        if (!users.close()) {
            return;
        }
        if (!users.awaitNobody(READERS_LEAVE_WITHIN)) {
            log.warn("somebody still reads the state after {}: left open", READERS_LEAVE_WITHIN);
            return;
        }
        database.close();
        latest.close();
        unsynced.close();
        tuning.close();
    }

    static UncheckedIOException unreadable(RocksDBException e) {
        return new UncheckedIOException(new IOException("cannot read the state", e));
    }
}
