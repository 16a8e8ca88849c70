package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.state.DetachedTable.Detached;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Large files on their way in: their extents stand in {@link ExtentTable} before anything names
 * their inodes. What is not committed is reclaimed.
 */
public final class UploadTable {
    private static final int FORM_OPEN = 1;
    private static final int FORM_DROPPED = 2;

    private UploadTable() {}

    /** What was uploaded so far. */
    public record Upload(long length, int extents) {
        public static final Upload NONE = new Upload(0, 0);
    }

    /** Empty if nothing was uploaded, or it is a file by now, or was dropped. */
    public static Optional<Upload> find(StateReader state, ClientId client, InodeId inode) {
        return Optional.ofNullable(state.get(key(client, inode)))
                .filter(UploadTable::isOpen)
                .map(UploadTable::decode);
    }

    /** Whether its extents are going; then the inode must not get others. */
    public static boolean isDropped(StateReader state, ClientId client, InodeId inode) {
        var value = state.get(key(client, inode));
        return value != null && !isOpen(value);
    }

    /** The inodes for which a session has uploaded something that may still be committed. */
    public static List<InodeId> of(StateReader state, ClientId client) {
        var prefix = Table.UPLOADS.key(client.value());
        return listed(state, prefix, Table.afterAll(prefix), true);
    }

    static void put(StateWriter state, ClientId client, InodeId inode, Upload upload) {
        state.put(
                key(client, inode),
                new ValueWriter(FORM_OPEN).number(upload.length()).number(upload.extents()).done());
    }

    /** It is a file from now on, and its extents are that file's. */
    static Upload take(StateWriter state, ClientId client, InodeId inode) {
        var upload = find(state, client, inode).orElse(null);
        state.put(key(client, inode), null);
        return Invariant.present(upload, "nothing was uploaded");
    }

    /** It will never be a file: its extents go, in steps of bounded size. */
    static void drop(StateWriter state, ClientId client, InodeId inode, Stamp stamp) {
        Invariant.check(find(state, client, inode).isPresent(), "%s dropped twice", inode);
        state.put(key(client, inode), new ValueWriter(FORM_DROPPED).done());
        DetachedTable.put(state, Detached.ofUpload(stamp.index(), inode));
        Meta.RECLAIM_LEFT.put(state, Meta.RECLAIM_LEFT.get(state) + 1);
    }

    /** No lower inode will be asked for: that they were dropped need not be known any more. */
    static void forgetDropped(StateWriter state, ClientId client, InodeId lowestInUse) {
        var from = Table.UPLOADS.key(client.value());
        for (var inode : listed(state, from, key(client, lowestInUse), false)) {
            state.put(key(client, inode), null);
        }
    }

    /** The session has ended. */
    static void dropAll(StateWriter state, ClientId client, Stamp stamp) {
        of(state, client).forEach(inode -> drop(state, client, inode, stamp));
        var prefix = Table.UPLOADS.key(client.value());
        for (var inode : listed(state, prefix, Table.afterAll(prefix), false)) {
            state.put(key(client, inode), null);
        }
    }

    private static List<InodeId> listed(
            StateReader state, byte[] from, byte[] to, boolean areOpen) {
        var found = new ArrayList<InodeId>();
        try (var cursor = state.scan(from, to)) {
            while (cursor.next()) {
                if (isOpen(cursor.value()) == areOpen) {
                    found.add(new InodeId(Table.lastNumber(cursor.key())));
                }
            }
        }
        return found;
    }

    private static byte[] key(ClientId client, InodeId inode) {
        return Table.UPLOADS.key(client.value(), inode.value());
    }

    private static boolean isOpen(byte[] value) {
        return new ValueReader(value).form() == FORM_OPEN;
    }

    private static Upload decode(byte[] value) {
        var in = new ValueReader(value).form(FORM_OPEN);
        return new Upload(in.number(), in.count());
    }
}
