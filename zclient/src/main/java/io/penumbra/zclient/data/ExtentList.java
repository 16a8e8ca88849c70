package io.penumbra.zclient.data;

import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.chunk.FrameHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a file's frames came to stand, in any order; frames that follow each other in file and
 * chunk make one extent, of which only the last may be short. For one thread.
 */
final class ExtentList {
    private final TreeMap<Long, Extent> byFileOffset = new TreeMap<>();

    void add(FrameHeader frame) {
        long fileOffset = frame.owner().offset();
        var single = new Extent(fileOffset, frame.chunk(), frame.offset(), 0, frame.length());
        Map.Entry<Long, Extent> before = byFileOffset.lowerEntry(fileOffset);
        if (before != null && follows(before.getValue(), single)) {
            single = joined(before.getValue(), single);
        }
        var after = byFileOffset.get(single.fileEnd());
        if (after != null && follows(single, after)) {
            byFileOffset.remove(after.fileOffset());
            single = joined(single, after);
        }
        byFileOffset.put(single.fileOffset(), single);
    }

    int size() {
        return byFileOffset.size();
    }

    List<Extent> inOrder() {
        return List.copyOf(byFileOffset.values());
    }

    /**
     * Takes out those that begin at {@code from} and follow each other, {@code countMax} at most.
     */
    List<Extent> take(long from, int countMax) {
        var taken = new ArrayList<Extent>();
        long at = from;
        while (taken.size() < countMax && byFileOffset.containsKey(at)) {
            var next = Invariant.present(byFileOffset.remove(at), "no extent there");
            taken.add(next);
            at = next.fileEnd();
        }
        return taken;
    }

    private static boolean follows(Extent first, Extent second) {
        return first.chunk().equals(second.chunk())
                && first.fileEnd() == second.fileOffset()
                && first.length() % ChunkFormat.PAYLOAD_BYTES_MAX == 0
                && first.chunkEnd() == second.frameOffset();
    }

    private static Extent joined(Extent first, Extent second) {
        return new Extent(
                first.fileOffset(),
                first.chunk(),
                first.frameOffset(),
                0,
                first.length() + second.length());
    }
}
