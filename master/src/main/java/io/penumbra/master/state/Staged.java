package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.port.StateStore.Put;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes that are decided but not yet merged, over the state that is. Decisions read and write
 * here; several batches may be on their way to the journal at once.
 *
 * <p>Confined to the decision loop. Each batch goes through {@link #seal} (no more changes), {@link
 * #oldest} (it committed: write these), {@link #dropOldest} (they are written), in order. A key
 * that a later batch changed again stays until that one is merged.
 */
public final class Staged implements StateWriter {

    /** A null value removes the key. */
    private static final class Change {
        private final byte @Nullable [] value;
        private final long batch;

        Change(byte @Nullable [] value, long batch) {
            this.value = value;
            this.batch = batch;
        }
    }

    private final StateReader merged;
    private final NavigableMap<byte[], Change> changes = new TreeMap<>(Arrays::compareUnsigned);
    private final ArrayDeque<List<Put>> sealed = new ArrayDeque<>();
    private NavigableMap<byte[], byte @Nullable []> open = new TreeMap<>(Arrays::compareUnsigned);
    private long openBatch = 1;

    public Staged(StateReader merged) {
        this.merged = merged;
    }

    @Override
    public void put(byte[] key, byte @Nullable [] value) {
        changes.put(key, new Change(value, openBatch));
        open.put(key, value);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        var change = changes.get(key);
        return change == null ? merged.get(key) : change.value;
    }

    /** Do not change the staged state while the cursor is in use. */
    @Override
    public Cursor scan(byte[] from, byte[] to) {
        if (Arrays.compareUnsigned(from, to) >= 0) {
            return merged.scan(from, from);
        }
        var staged = changes.subMap(from, to).entrySet().iterator();
        return staged.hasNext()
                ? new MergedCursor(merged.scan(from, to), staged)
                : merged.scan(from, to);
    }

    /** The changes made since the last seal are one batch from here on; they may be none. */
    public void seal() {
        var puts = new ArrayList<Put>(open.size());
        open.forEach((key, value) -> puts.add(new Put(key, value)));
        sealed.addLast(List.copyOf(puts));
        open = new TreeMap<>(Arrays::compareUnsigned);
        openBatch++;
    }

    /** How many batches are sealed and not dropped. */
    public int sealedBatches() {
        return sealed.size();
    }

    /** What the oldest sealed batch changes. Safe to hand to another thread. */
    public List<Put> oldest() {
        return Invariant.present(sealed.peekFirst(), "no sealed batch");
    }

    /** The oldest sealed batch is in the merged state. */
    public void dropOldest() {
        long batch = openBatch - sealed.size();
        for (var put : Invariant.present(sealed.pollFirst(), "no sealed batch")) {
            var change = changes.get(put.key());
            if (change != null && change.batch == batch) {
                changes.remove(put.key());
            }
        }
    }

    /** Two ordered sequences as one; where both have a key the change counts. */
    private static final class MergedCursor implements Cursor {
        private final Cursor below;
        private final Iterator<Map.Entry<byte[], Change>> above;
        private boolean belowReady;
        private Map.@Nullable Entry<byte[], Change> change;
        private byte @Nullable [] key;
        private byte @Nullable [] value;

        MergedCursor(Cursor below, Iterator<Map.Entry<byte[], Change>> above) {
            this.below = below;
            this.above = above;
            belowReady = below.next();
            change = above.next();
        }

        @Override
        public boolean next() {
            while (belowReady || change != null) {
                int order = order();
                if (order < 0) {
                    key = below.key();
                    value = below.value();
                    belowReady = below.next();
                    return true;
                }
                var next = Invariant.present(change, "the change comes first");
                key = next.getKey();
                value = next.getValue().value;
                change = above.hasNext() ? above.next() : null;
                if (order == 0) {
                    belowReady = below.next();
                }
                if (value != null) {
                    return true;
                }
            }
            return false;
        }

        /** Below zero: the merged entry comes first; zero: both have the same key. */
        private int order() {
            if (change == null) {
                return -1;
            }
            return belowReady ? Arrays.compareUnsigned(below.key(), change.getKey()) : 1;
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
            below.close();
        }
    }
}
