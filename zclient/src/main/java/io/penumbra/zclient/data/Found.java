package io.penumbra.zclient.data;

import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.Extent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What was read of a file so far, by where it stands in the file. For one thread. */
final class Found {
    private final TreeMap<Long, ByteBuffer> byFileOffset = new TreeMap<>();

    void add(long fileOffset, ByteBuffer bytes) {
        byFileOffset.put(fileOffset, bytes);
    }

    /** What another copy gave: the same bytes where both have some. */
    void addAll(Found other) {
        byFileOffset.putAll(other.byFileOffset);
    }

    List<ByteBuffer> inOrder() {
        return List.copyOf(byFileOffset.values());
    }

    /** What is left of these. */
    List<Extent> missing(List<Extent> wanted) {
        var missing = new ArrayList<Extent>();
        for (var extent : wanted) {
            long reached = reached(extent);
            if (reached < extent.fileEnd()) {
                missing.add(extent.slice(reached, extent.fileEnd()));
            }
        }
        return missing;
    }

    private long reached(Extent extent) {
        long reached = extent.fileOffset();
        while (reached < extent.fileEnd() && byFileOffset.containsKey(reached)) {
            reached += Invariant.present(byFileOffset.get(reached), "it is there").remaining();
        }
        return reached;
    }
}
