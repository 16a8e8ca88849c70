package io.penumbra.testkit.state;

import io.penumbra.core.port.StateStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A moment of a {@link TreeStateStore}, as one file. */
final class TreeFrozen implements StateStore.Frozen {
    static final String FILE = "tree";

    private static final byte[] FIRST = {};
    private static final byte[] END = {(byte) 0xFF};

    private final StateStore.Snapshot moment;

    TreeFrozen(StateStore.Snapshot moment) {
        this.moment = moment;
    }

    @Override
    public List<String> files() {
        return List.of(FILE);
    }

    @Override
    public InputStream open(String file) throws IOException {
        if (!file.equals(FILE)) {
            throw new IOException("no such file: " + file);
        }
        int count = 0;
        var entries = new ByteArrayOutputStream();
        var out = new DataOutputStream(entries);
        try (var cursor = moment.scan(FIRST, END)) {
            while (cursor.next()) {
                count++;
                out.writeInt(cursor.key().length);
                out.write(cursor.key());
                out.writeInt(cursor.value().length);
                out.write(cursor.value());
            }
        }
        var whole = new ByteArrayOutputStream();
        new DataOutputStream(whole).writeInt(count);
        entries.writeTo(whole);
        return new ByteArrayInputStream(whole.toByteArray());
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return moment.get(key);
    }

    @Override
    public Cursor scan(byte[] from, byte[] to) {
        return moment.scan(from, to);
    }

    @Override
    public void close() {
        moment.close();
    }
}
