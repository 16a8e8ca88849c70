package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.port.StateReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A state whose names, inodes and extents are as they were. How much was below a directory is not
 * kept, so nothing is said of it; all else is as it is.
 */
public final class AsOf implements StateReader {
    private final StateReader state;
    private final long index;

    /** What is seen is what was applied up to and including {@code index}. */
    public AsOf(StateReader state, JournalIndex index) {
        this.state = state;
        this.index = index.value();
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        if (!Past.isKept(key)) {
            return Table.TREES.holds(key) ? null : state.get(key);
        }
        var past = Past.find(state, key, index);
        if (past.isPresent()) {
            return Past.isSeen(key, past.get().begin(), index) ? past.get().value() : null;
        }
        var value = state.get(key);
        return value != null && Past.isSeen(key, Past.begin(value), index) ? value : null;
    }

    @Override
    public Cursor scan(byte[] from, byte[] to) {
        return Past.isKept(from)
                ? new Merged(state.scan(from, to), histories(from, to))
                : state.scan(from, to);
    }

    private Histories histories(byte[] from, byte[] to) {
        return new Histories(state.scan(HistoryKey.before(from), HistoryKey.before(to)), index);
    }

    /** For each key that has a past which ended after the index: the first such. */
    private static final class Histories implements AutoCloseable {
        private final Cursor cursor;
        private final long index;
        private byte @Nullable [] key;
        private byte @Nullable [] seen;

        Histories(Cursor cursor, long index) {
            this.cursor = cursor;
            this.index = index;
        }

        boolean next() {
            while (cursor.next()) {
                long end = HistoryKey.end(cursor.key());
                var next = HistoryKey.key(cursor.key());
                if (end > index && !Arrays.equals(next, key)) {
                    key = next;
                    var past = Past.decode(end, cursor.value());
                    seen = Past.isSeen(next, past.begin(), index) ? past.value() : null;
                    return true;
                }
            }
            return false;
        }

        byte[] key() {
            return Invariant.present(key, "history is not at an entry");
        }

        @Override
        public void close() {
            cursor.close();
        }
    }

    /** What is there now and what was, as one sequence; where a key has a past, that counts. */
    private final class Merged implements Cursor {
        private final Cursor now;
        private final Histories then;
        private boolean nowReady;
        private boolean thenReady;
        private byte @Nullable [] key;
        private byte @Nullable [] value;

        Merged(Cursor now, Histories then) {
            this.now = now;
            this.then = then;
            nowReady = now.next();
            thenReady = then.next();
        }

        @Override
        public boolean next() {
            while (nowReady || thenReady) {
                int order = order();
                key = order < 0 ? now.key() : then.key();
                value = order < 0 ? current(now) : then.seen;
                if (order <= 0) {
                    nowReady = now.next();
                }
                if (order >= 0) {
                    thenReady = then.next();
                }
                if (value != null) {
                    return true;
                }
            }
            return false;
        }

        private int order() {
            if (!thenReady) {
                return -1;
            }
            return nowReady ? Arrays.compareUnsigned(now.key(), then.key()) : 1;
        }

        private byte @Nullable [] current(Cursor at) {
            return Past.isSeen(at.key(), Past.begin(at.value()), index) ? at.value() : null;
        }

        @Override
        public byte[] key() {
            return Invariant.present(key, "cursor is not at an entry");
        }

        @Override
        public byte[] value() {
            return Invariant.present(value, "cursor is not at an entry");
        }

        @Override
        public void close() {
            try (now) {
                then.close();
            }
        }
    }
}
