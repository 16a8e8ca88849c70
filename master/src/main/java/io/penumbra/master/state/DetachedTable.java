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
    private DetachedTable() {}

    /** What was detached, by the number that stands for it on disk. */
    enum Kind {
        LEAF(1),
        DIRECTORY(2),
        /** Extents of a file that never was. */
        UPLOAD(3);

        private final int form;

        Kind(int form) {
            this.form = form;
        }

        private static Kind of(int form) {
            for (var kind : values()) {
                if (kind.form == form) {
                    return kind;
                }
            }
            throw new IllegalStateException("detached in form " + form);
        }
    }

    /**
     * What is to be reclaimed.
     *
     * @param end the index at which its name went, or that of a directory above it
     * @param done the key up to which all that belongs to it is reclaimed; empty for nothing yet
     */
    record Detached(JournalIndex end, InodeId inode, Kind kind, ByteString done) {
        static Detached at(JournalIndex end, Dentry dentry) {
            var kind = dentry.isDirectory() ? Kind.DIRECTORY : Kind.LEAF;
            return new Detached(end, dentry.inode(), kind, ByteString.EMPTY);
        }

        static Detached ofUpload(JournalIndex end, InodeId inode) {
            return new Detached(end, inode, Kind.UPLOAD, ByteString.EMPTY);
        }

        Detached upTo(byte[] key) {
            return new Detached(end, inode, kind, ByteString.copyFrom(key));
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
                Kind.of(in.form()),
                in.raw());
    }

    static void put(StateWriter state, Detached detached) {
        state.put(
                detached.key(), new ValueWriter(detached.kind().form).raw(detached.done()).done());
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
