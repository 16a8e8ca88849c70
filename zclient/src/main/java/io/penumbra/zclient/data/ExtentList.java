package io.penumbra.zclient.data;

import com.google.protobuf.ByteString;
import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.chunk.FrameHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a file's frames came to stand, in any order; frames that follow each other in file and
 * chunk make one extent, of which only the last may be short. For one thread.
 */
final class ExtentList {
    private final long cut;
    private final TreeMap<Long, Extent> byFileOffset = new TreeMap<>();
    private final TreeMap<Long, Name> names = new TreeMap<>();

    /** Of a piece of so many bytes. */
    private record Name(ByteString sha256, long length, boolean found) {}

    ExtentList() {
        this(Long.MAX_VALUE);
    }

    /**
     * @param cut no extent goes beyond a multiple of this
     */
    ExtentList(long cut) {
        this.cut = cut;
    }

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

    /** The piece that begins there is this; it may not be acknowledged yet. */
    void name(long fileOffset, ByteString sha256, long length) {
        names.put(fileOffset, new Name(sha256, length, false));
    }

    /** A piece that need not be sent. */
    void add(Placed placed) {
        long fileOffset = placed.extent().fileOffset();
        byFileOffset.put(fileOffset, placed.extent());
        if (placed.found()) {
            names.put(fileOffset, new Name(placed.sha256(), placed.extent().length(), true));
        }
    }

    /** The piece that begins there was not found after all; its name. */
    ByteString removeFound(long fileOffset) {
        byFileOffset.remove(fileOffset);
        return Invariant.present(names.remove(fileOffset), "a piece without a name").sha256;
    }

    /** Where a piece of this name begins that was sent. */
    Optional<Long> sent(ByteString sha256, long length) {
        return names.entrySet().stream()
                .filter(each ->
                        !each.getValue().found
                                && each.getValue().length == length
                                && each.getValue().sha256.equals(sha256))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** What begins there, if it is so long. */
    Optional<Extent> at(long fileOffset, long length) {
        return Optional.ofNullable(byFileOffset.get(fileOffset))
                .filter(extent -> extent.length() == length);
    }

    /** Whether all between these offsets is here. */
    boolean reaches(long from, long to) {
        long at = from;
        while (at < to) {
            var next = byFileOffset.get(at);
            if (next == null) {
                return false;
            }
            at = next.fileEnd();
        }
        return true;
    }

    int size() {
        return byFileOffset.size();
    }

    List<Placed> inOrder() {
        return byFileOffset.values().stream().map(this::placed).toList();
    }

    /** Those that begin at {@code from} and follow each other, {@code countMax} at most. */
    List<Placed> next(long from, int countMax) {
        var next = new ArrayList<Placed>();
        long at = from;
        while (next.size() < countMax && byFileOffset.containsKey(at)) {
            var extent = Invariant.present(byFileOffset.get(at), "no extent there");
            next.add(placed(extent));
            at = extent.fileEnd();
        }
        return next;
    }

    /** What was told is not needed here any more. */
    void removeBefore(long fileOffset) {
        byFileOffset.headMap(fileOffset).clear();
        names.headMap(fileOffset).clear();
    }

    private Placed placed(Extent extent) {
        var name = names.get(extent.fileOffset());
        // A piece that came to stand in two places cannot be found by its name.
        return name != null && name.length == extent.length()
                ? new Placed(extent, name.sha256, name.found)
                : Placed.unnamed(extent);
    }

    private boolean follows(Extent first, Extent second) {
        return first.chunk().equals(second.chunk())
                && first.fileEnd() == second.fileOffset()
                && second.fileOffset() % cut != 0
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
