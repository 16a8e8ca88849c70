package io.penumbra.platform.rocksdb;

import io.penumbra.core.Invariant;
import io.penumbra.core.port.StateReader;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/** Confined to one thread. Before its first step it has read nothing. */
final class RocksCursor implements StateReader.Cursor {
    private final Users users;
    private final byte[] from;
    private final Slice end;
    private final ReadOptions options;
    private final RocksIterator iterator;
    private boolean started;
    private boolean closed;

    RocksCursor(RocksDB database, Users users, @Nullable Snapshot moment, byte[] from, byte[] to) {
        users.enter();
        this.users = users;
        this.from = from;
        this.end = new Slice(to);
        this.options = new ReadOptions().setIterateUpperBound(end);
        if (moment != null) {
            options.setSnapshot(moment);
        }
        this.iterator = database.newIterator(options);
    }

    @Override
    public boolean next() {
        Invariant.check(!closed, "step of a closed cursor");
        if (!started) {
            iterator.seek(from);
            started = true;
        } else if (iterator.isValid()) {
            iterator.next();
        }
        if (iterator.isValid()) {
            return true;
        }
        try {
            iterator.status();
        } catch (RocksDBException e) {
            throw RocksStateStore.unreadable(e);
        }
        return false;
    }

    @Override
    public byte[] key() {
        Invariant.check(!closed && iterator.isValid(), "the cursor stands on no entry");
        return iterator.key();
    }

    @Override
    public byte[] value() {
        Invariant.check(!closed && iterator.isValid(), "the cursor stands on no entry");
        return iterator.value();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            iterator.close();
            options.close();
            end.close();
            users.leave();
        }
    }
}
