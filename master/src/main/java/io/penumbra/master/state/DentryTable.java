package io.penumbra.master.state;

import io.penumbra.core.id.InodeId;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.record.Place;
import java.util.Optional;

/** The names of every directory, in the order of their UTF-8 bytes. */
public final class DentryTable {
    private DentryTable() {}

    public static Optional<Dentry> find(StateReader state, Place place) {
        return Optional.ofNullable(state.get(Table.dentry(place))).map(Dentry::decode);
    }

    /** The entries of a directory after a name; an empty name is before all. Close it. */
    public static Names scan(StateReader state, InodeId directory, String after) {
        return new Names(
                state.scan(
                        Table.after(Table.dentry(new Place(directory, after))),
                        Table.afterAll(Table.DENTRIES.key(directory.value()))));
    }

    static void put(StateWriter state, Place place, Dentry dentry) {
        state.put(Table.dentry(place), dentry.encode());
    }

    static void remove(StateWriter state, Place place) {
        state.put(Table.dentry(place), null);
    }

    /** Steps through a directory without holding it in memory. */
    public static final class Names implements AutoCloseable {
        private final StateReader.Cursor cursor;

        private Names(StateReader.Cursor cursor) {
            this.cursor = cursor;
        }

        public boolean next() {
            return cursor.next();
        }

        public String name() {
            return Table.dentryName(cursor.key());
        }

        public Dentry dentry() {
            return Dentry.decode(cursor.value());
        }

        @Override
        public void close() {
            cursor.close();
        }
    }
}
