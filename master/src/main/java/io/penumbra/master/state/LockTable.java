package io.penumbra.master.state;

import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.record.JournalRecord.LockTaken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Locks on files and directories. One that has ended stands here until somebody asks for the same
 * file or its session ends.
 */
public final class LockTable {
    private static final int FORM = 1;
    private static final byte[] PRESENT = {1};

    private LockTable() {}

    /** A lock of one session; past {@code until} it binds nobody. */
    public record Lock(ClientId client, boolean shared, Instant until) {}

    /** All locks on a file or directory, also those that have ended. */
    public static List<Lock> of(StateReader state, InodeId inode) {
        var found = new ArrayList<Lock>();
        var prefix = Table.LOCKS.key(inode.value());
        try (var cursor = state.scan(prefix, Table.afterAll(prefix))) {
            while (cursor.next()) {
                var in = new ValueReader(cursor.value()).form(FORM);
                in.stamp();
                var client = new ClientId(Table.lastNumber(cursor.key()));
                found.add(new Lock(client, in.number() == 1, in.time()));
            }
        }
        return found;
    }

    public static boolean isHeld(StateReader state, InodeId inode, ClientId client) {
        return state.get(Table.LOCKED.key(client.value(), inode.value())) != null;
    }

    /** What a session has locks on. */
    public static List<InodeId> of(StateReader state, ClientId client) {
        var found = new ArrayList<InodeId>();
        var prefix = Table.LOCKED.key(client.value());
        try (var cursor = state.scan(prefix, Table.afterAll(prefix))) {
            while (cursor.next()) {
                found.add(new InodeId(Table.lastNumber(cursor.key())));
            }
        }
        return found;
    }

    static void put(StateWriter state, Stamp stamp, LockTaken taken) {
        state.put(
                Table.LOCKS.key(taken.inode().value(), taken.client().value()),
                new ValueWriter(FORM)
                        .stamp(stamp)
                        .number(taken.shared() ? 1 : 0)
                        .time(taken.until())
                        .done());
        state.put(Table.LOCKED.key(taken.client().value(), taken.inode().value()), PRESENT);
    }

    static void remove(StateWriter state, InodeId inode, ClientId client) {
        state.put(Table.LOCKS.key(inode.value(), client.value()), null);
        state.put(Table.LOCKED.key(client.value(), inode.value()), null);
    }

    static void removeAll(StateWriter state, ClientId client) {
        of(state, client).forEach(inode -> remove(state, inode, client));
    }
}
