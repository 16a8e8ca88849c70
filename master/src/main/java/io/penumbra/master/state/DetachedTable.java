package io.penumbra.master.state;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.port.StateReader;
import java.util.Optional;

/**
 * Files, links and directories whose names are gone, in the order in which that happened. They and
 * all below them stay as they are until their names are forgotten: {@link Reclaiming}.
 */
public final class DetachedTable {
    private static final int FORM_LEAF = 1;
    private static final int FORM_DIRECTORY = 2;

    private DetachedTable() {}

    /**
     * What is to be reclaimed.
     *
     * @param end the index at which its name went, or that of a directory above it
     * @param done the key up to which all that belongs to it is reclaimed; empty for nothing yet
     */
    record Detached(JournalIndex end, InodeId inode, boolean isDirectory, ByteString done) {
        static Detached at(JournalIndex end, Dentry dentry) {
            return new Detached(end, dentry.inode(), dentry.isDirectory(), ByteString.EMPTY);
        }

        Detached upTo(byte[] key) {
            return new Detached(end, inode, isDirectory, ByteString.copyFrom(key));
        }

        private byte[] key() {
            return Table.DETACHED.key(end.value(), inode.value());
        }
    }

    /** Whether its name went at just this index, and it is still there to be named again. */
    public static boolean contains(StateReader state, JournalIndex end, InodeId inode) {
        return state.get(Table.DETACHED.key(end.value(), inode.value())) != null;
    }

    /** The next to be reclaimed. */
    static Optional<Detached> first(StateReader state) {
        // What lies before was reclaimed: keys that are no more are slow to pass.
        var from = Table.DETACHED.key(Meta.RECLAIMING.get(state));
        try (var cursor = state.scan(from, Table.afterAll(Table.DETACHED.key()))) {
            return cursor.next()
                    ? Optional.of(decode(cursor.key(), cursor.value()))
                    : Optional.empty();
        }
    }

    private static Detached decode(byte[] key, byte[] value) {
        var in = new ValueReader(value);
        return new Detached(
                new JournalIndex(Table.firstNumber(key)),
                new InodeId(Table.lastNumber(key)),
                in.form() == FORM_DIRECTORY,
                in.raw());
    }

    static void put(StateWriter state, Detached detached) {
        state.put(
                detached.key(),
                new ValueWriter(detached.isDirectory() ? FORM_DIRECTORY : FORM_LEAF)
                        .raw(detached.done())
                        .done());
    }

    static void remove(StateWriter state, Detached detached) {
        state.put(detached.key(), null);
        Meta.RECLAIMING.put(state, detached.end().value());
    }

    /** It has a name again. */
    static void attach(StateWriter state, JournalIndex end, InodeId inode) {
        state.put(Table.DETACHED.key(end.value(), inode.value()), null);
    }
}
