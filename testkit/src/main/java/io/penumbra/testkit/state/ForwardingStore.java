package io.penumbra.testkit.state;

import io.penumbra.core.port.StateStore;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Another store, as it is: for what changes a part of it. */
public class ForwardingStore implements StateStore {
    private final StateStore store;

    public ForwardingStore(StateStore store) {
        this.store = store;
    }

    @Override
    public void write(List<Put> batch) throws IOException {
        store.write(batch);
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
    public long sizeBytes() {
        return store.sizeBytes();
    }

    @Override
    public Frozen freeze() throws IOException {
        return store.freeze();
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
    public void close() {
        store.close();
    }
}
