package io.penumbra.master.state;

import io.penumbra.core.port.StateReader;
import io.penumbra.master.state.DetachedTable.Detached;
import io.penumbra.master.state.DetachedTable.Kind;
import io.penumbra.master.state.Forgetting.Gone;
import java.util.ArrayList;
import java.util.List;

/**
 * Deleted files and trees go for good, in steps of bounded size, once their names are forgotten.
 * What a snapshot still shows of them is filed under it.
 */
public final class Reclaiming {
    private Reclaiming() {}

    private record Value(byte[] key, byte[] value) {}

    public static boolean isDue(StateReader state) {
        return DetachedTable.first(state).filter(it -> isForgotten(state, it)).isPresent();
    }

    private static boolean isForgotten(StateReader state, Detached detached) {
        // Nobody ever saw an upload.
        return detached.kind() == Kind.UPLOAD
                || detached.end().compareTo(Forgetting.forgotten(state)) <= 0;
    }

    /** Takes about {@code countMax} entries, files or extents; {@code gone} hears what goes. */
    static void step(StateWriter state, int countMax, Gone gone) {
        int left = countMax;
        while (left > 0) {
            var next = DetachedTable.first(state);
            if (next.isEmpty() || !isForgotten(state, next.get())) {
                return;
            }
            left -= reclaim(state, next.get(), left, gone);
        }
    }

    /** What belongs to it, a directory's entries or a file's extents, and at last itself. */
    private static int reclaim(StateWriter state, Detached detached, int countMax, Gone gone) {
        var parts = parts(state, detached, countMax);
        for (var part : parts) {
            retirePart(state, detached, part, gone);
        }
        if (parts.size() == countMax) {
            DetachedTable.put(state, detached.upTo(parts.getLast().key()));
            return countMax;
        }
        if (detached.kind() == Kind.UPLOAD) {
            countDown(state);
        } else {
            retireInode(state, detached, gone);
        }
        DetachedTable.remove(state, detached);
        return parts.size() + 1;
    }

    private static void retirePart(StateWriter state, Detached detached, Value part, Gone gone) {
        if (detached.kind() == Kind.UPLOAD) {
            state.put(part.key(), null);
            gone.value(part.key(), part.value());
            return;
        }
        if (detached.kind() == Kind.DIRECTORY) {
            detachOrRetire(state, detached, Dentry.decode(part.value()), gone);
        }
        Forgetting.retire(state, part.key(), detached.end(), gone);
    }

    private static List<Value> parts(StateReader state, Detached detached, int countMax) {
        var table = detached.kind() == Kind.DIRECTORY ? Table.DENTRIES : Table.EXTENTS;
        var all = table.key(detached.inode().value());
        var done = detached.done();
        var from = done.isEmpty() ? all : Table.after(done.toByteArray());
        var parts = new ArrayList<Value>();
        try (var cursor = state.scan(from, Table.afterAll(all))) {
            while (parts.size() < countMax && cursor.next()) {
                parts.add(new Value(cursor.key(), cursor.value()));
            }
        }
        return parts;
    }

    /** What has parts of its own takes its turn; the rest, which is most, goes with its name. */
    private static void detachOrRetire(
            StateWriter state, Detached above, Dentry dentry, Gone gone) {
        var detached = Detached.at(above.end(), dentry);
        boolean hasParts =
                dentry.isDirectory()
                        || (InodeTable.require(state, dentry.inode()) instanceof Inode.File file
                                && file.extents() > file.firstExtents().size());
        if (hasParts) {
            DetachedTable.put(state, detached);
        } else {
            retireInode(state, detached, gone);
        }
    }

    private static void retireInode(StateWriter state, Detached detached, Gone gone) {
        Forgetting.retire(state, Table.INODES.key(detached.inode().value()), detached.end(), gone);
        if (detached.kind() == Kind.DIRECTORY) {
            TreeTable.remove(state, detached.inode());
        }
        countDown(state);
    }

    private static void countDown(StateWriter state) {
        Meta.RECLAIM_LEFT.put(state, Meta.RECLAIM_LEFT.get(state) - 1);
    }
}
