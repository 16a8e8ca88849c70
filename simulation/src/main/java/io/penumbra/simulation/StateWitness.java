package io.penumbra.simulation;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.port.StateStore;
import io.penumbra.master.state.Meta;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sees what every master merges. The same entry must change the same keys to the same values
 * wherever and whenever it is applied (Hazard 23).
 */
final class StateWitness {
    private final Map<EntryNumber, Long> changes = new HashMap<>();

    /** The store as it is, watched. */
    StateStore watch(StateStore store) {
        return new Watched(store);
    }

    private void merged(EntryNumber entry, List<StateStore.Put> batch) {
        long sum = 0;
        for (var put : batch) {
            sum += 31L * Arrays.hashCode(put.key()) + Arrays.hashCode(put.value());
        }
        var first = changes.putIfAbsent(entry, sum);
        Invariant.check(
                first == null || first == sum, "entry %s came to two different states", entry);
    }

    private final class Watched implements StateStore {
        private final StateStore store;

        Watched(StateStore store) {
            this.store = store;
        }

        @Override
        public void write(List<Put> batch) throws IOException {
            store.write(batch);
            merged(Meta.tip(store).entry(), batch);
        }

        @Override
        public void sync() throws IOException {
            store.sync();
        }

        @Override
        public Snapshot snapshot() {
            return store.snapshot();
        }

        @Override
        public byte @Nullable [] get(byte[] key) {
            return store.get(key);
        }

        @Override
        public Cursor scan(byte[] from, byte[] to) {
            return store.scan(from, to);
        }

        @Override
        public long sizeBytes() {
            return store.sizeBytes();
        }

        @Override
        public Frozen freeze() throws IOException {
            return store.freeze();
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
