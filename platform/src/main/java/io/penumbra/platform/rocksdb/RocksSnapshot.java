package io.penumbra.platform.rocksdb;

import io.penumbra.core.Invariant;
import io.penumbra.core.port.StateStore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/** One moment of the state. The store cannot close while it is open. */
final class RocksSnapshot implements StateStore.Snapshot {
    private final RocksDB database;
    private final Users users;
    private final Snapshot moment;
    private final ReadOptions options;
    private final AtomicBoolean closed = new AtomicBoolean();

    RocksSnapshot(RocksDB database, Users users) {
        users.enter();
        this.database = database;
        this.users = users;
        this.moment = database.getSnapshot();
        this.options = new ReadOptions().setSnapshot(moment);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        Invariant.check(!closed.get(), "read of a closed snapshot");
        try {
            return database.get(options, key);
        } catch (RocksDBException e) {
            throw RocksStateStore.unreadable(e);
        }
    }

    @Override
    public Cursor scan(byte[] from, byte[] to) {
        Invariant.check(!closed.get(), "scan of a closed snapshot");
        return new RocksCursor(database, users, moment, from, to);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            options.close();
            database.releaseSnapshot(moment);
            users.leave();
        }
    }
}
