package io.penumbra.testkit.state;

import io.penumbra.core.port.StateFiles;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.port.StateStore;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * State in memory. What it holds outlives the handle: {@link #reopen} is a new process over the
 * same data, {@link #cutPower} a crash of the machine. Strict: a handle used after its close fails.
 */
public final class TreeStateStore implements StateStore {
    private static final int UNSYNCED_MAX = 1_024;

    private static final PersistentMap.Keys<byte[]> BYTES =
            new PersistentMap.Keys<>() {
                @Override
                public int hash(byte[] key) {
                    return Arrays.hashCode(key);
                }

                @Override
                public int compare(byte[] one, byte[] other) {
                    return Arrays.compareUnsigned(one, other);
                }
            };

    /**
     * The data itself: the latest content, and what it was after each batch since the last sync.
     */
    private static final class Content {
        volatile PersistentMap<byte[], byte[]> latest = PersistentMap.empty(BYTES);
        final List<PersistentMap<byte[], byte[]>> unsynced = new ArrayList<>(List.of(latest));
    }

    private final Content content;
    private volatile boolean closed;

    public TreeStateStore() {
        this(new Content());
    }

    private TreeStateStore(Content content) {
        this.content = content;
    }

    /** A new handle over the same data; this one is closed, as if its process had been killed. */
    public TreeStateStore reopen() {
        closed = true;
        return new TreeStateStore(content);
    }

    /** Another store with what this one holds now, as a copy of the disk would have it. */
    public TreeStateStore copy() {
        var copy = new Content();
        copy.latest = content.latest;
        copy.unsynced.set(0, content.latest);
        return new TreeStateStore(copy);
    }

    /**
     * Forgets some of the latest batches that were not synced, never one without its successors.
     */
    public TreeStateStore cutPower(RandomGenerator random) {
        synchronized (content) {
            content.latest = content.unsynced.get(random.nextInt(content.unsynced.size()));
            content.unsynced.clear();
            content.unsynced.add(content.latest);
        }
        return reopen();
    }

    @Override
    public void write(List<Put> batch) throws IOException {
        checkOpen();
        synchronized (content) {
            var next = content.latest;
            for (var put : batch) {
                var value = put.value();
                next = value == null ? next.remove(put.key()) : next.put(put.key(), value);
            }
            content.latest = next;
            if (content.unsynced.size() == UNSYNCED_MAX) {
                content.unsynced.remove(1);
            }
            content.unsynced.add(next);
        }
    }

    @Override
    public void sync() {
        checkOpen();
        synchronized (content) {
            content.unsynced.clear();
            content.unsynced.add(content.latest);
        }
    }

    @Override
    public Snapshot snapshot() {
        checkOpen();
        return new SnapshotOfTree(content.latest);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        checkOpen();
        return content.latest.get(key);
    }

    @Override
    public Cursor scan(byte[] from, byte[] to) {
        checkOpen();
        return new TreeCursor(content.latest, from, to);
    }

    @Override
    public void close() {
        closed = true;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("used after its close");
        }
    }

    /** A store of its own, made of what {@link #freeze} gave. */
    public static TreeStateStore of(StateFiles files) throws IOException {
        var puts = new ArrayList<Put>();
        try (var in = new DataInputStream(files.open(TreeFrozen.FILE))) {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                puts.add(new Put(in.readNBytes(in.readInt()), in.readNBytes(in.readInt())));
            }
        }
        var store = new TreeStateStore();
        store.write(puts);
        store.sync();
        return store;
    }

    @Override
    public long sizeBytes() {
        checkOpen();
        long sum = 0;
        try (var cursor = scan(new byte[0], new byte[] {(byte) 0xFF})) {
            while (cursor.next()) {
                sum += cursor.key().length + cursor.value().length;
            }
        }
        return sum;
    }

    @Override
    public Frozen freeze() throws IOException {
        return new TreeFrozen(snapshot());
    }

    private static final class SnapshotOfTree implements Snapshot {
        private final PersistentMap<byte[], byte[]> map;
        private volatile boolean closed;

        SnapshotOfTree(PersistentMap<byte[], byte[]> map) {
            this.map = map;
        }

        @Override
        public byte @Nullable [] get(byte[] key) {
            checkOpen();
            return map.get(key);
        }

        @Override
        public Cursor scan(byte[] from, byte[] to) {
            checkOpen();
            return new TreeCursor(map, from, to);
        }

        @Override
        public void close() {
            closed = true;
        }

        private void checkOpen() {
            if (closed) {
                throw new IllegalStateException("snapshot used after its close");
            }
        }
    }

    private static final class TreeCursor implements StateReader.Cursor {
        private final PersistentMap<byte[], byte[]> map;
        private final byte[] from;
        private final byte[] to;
        private PersistentMap.@Nullable Entry<byte[], byte[]> current;
        private boolean ended;

        TreeCursor(PersistentMap<byte[], byte[]> map, byte[] from, byte[] to) {
            this.map = map;
            this.from = from;
            this.to = to;
        }

        @Override
        public boolean next() {
            if (ended) {
                return false;
            }
            current = current == null ? map.ceiling(from, true) : map.ceiling(current.key(), false);
            ended = current == null || Arrays.compareUnsigned(current.key(), to) >= 0;
            return !ended;
        }

        @Override
        public byte[] key() {
            return entry().key();
        }

        @Override
        public byte[] value() {
            return entry().value();
        }

        private PersistentMap.Entry<byte[], byte[]> entry() {
            if (current == null || ended) {
                throw new IllegalStateException("the cursor stands on no entry");
            }
            return current;
        }

        @Override
        public void close() {
            ended = true;
            current = null;
        }
    }
}
