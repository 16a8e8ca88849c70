package io.penumbra.zclient.data;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.InodeId;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which granted ids may still be used: from the lowest of them on the master must know what it
 * granted.
 */
final class InodesInUse {
    private static final InodeId UNKNOWN = new InodeId(0);

    @GuardedBy("this")
    private @Nullable ClientId holder;

    // First id → the range, while any of it is in use.
    @GuardedBy("this")
    private final TreeMap<InodeId, Range> ranges = new TreeMap<>();

    private record Range(int count, int left) {}

    synchronized void granted(ClientId newHolder, InodeId first, int count) {
        if (!newHolder.equals(holder)) {
            holder = newHolder;
            ranges.clear();
        }
        ranges.put(first, new Range(count, count));
    }

    /** The id names a file now, or never will. */
    synchronized void done(InodeId id) {
        var entry = ranges.floorEntry(id);
        if (entry == null) {
            return;
        }
        var range = entry.getValue();
        if (id.compareTo(entry.getKey().plus(range.count())) >= 0) {
            return; // of a session that ended
        }
        if (range.left() == 1) {
            ranges.remove(entry.getKey());
        } else {
            ranges.put(entry.getKey(), new Range(range.count(), range.left() - 1));
        }
    }

    /** No lower id will be used; says nothing when none is in use. */
    synchronized InodeId lowest() {
        return ranges.isEmpty() ? UNKNOWN : ranges.firstKey();
    }
}
