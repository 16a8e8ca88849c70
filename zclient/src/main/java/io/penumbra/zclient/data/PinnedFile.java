package io.penumbra.zclient.data;

import com.google.common.collect.Range;
import com.google.common.collect.TreeRangeMap;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.proto.ExtentMessage;
import io.penumbra.proto.FileInfo;
import io.penumbra.proto.Layout;
import io.penumbra.proto.Lookup;
import io.penumbra.proto.Member;
import io.penumbra.proto.PointInTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One version of a file, as it was found when it was opened: its bytes never change. Where they are
 * is learnt a part at a time, as they are read, and may be learnt anew.
 */
public final class PinnedFile {
    // Which part of which name; as of when it was found.
    private final Lookup found;
    private final FileInfo file;

    // Each under the offsets of the file for which it says where the bytes are: it may know more.
    @GuardedBy("this")
    private final TreeRangeMap<Long, Extent> extents = TreeRangeMap.create();

    private volatile Map<ChunkId, List<Member>> members = Map.of();

    /**
     * @param asked the part that will be read
     * @param first the first that was said of it
     */
    public PinnedFile(Lookup asked, Layout first) {
        var asOf = PointInTime.newBuilder().setIndex(first.getIndex());
        found = asked.toBuilder().setAsOf(asOf).build();
        file = first.getFile();
        relocate(first);
    }

    /** The first byte, from there on, of which nobody said yet where it is; or the end. */
    synchronized long firstUnknown(long fileOffset) {
        long at = fileOffset;
        for (var holder = extents.getEntry(at); at < to() && holder != null; ) {
            at = holder.getKey().upperEndpoint();
            holder = extents.getEntry(at);
        }
        return Math.min(at, to());
    }

    /**
     * What says where the copies of a part are by now: asked of the present, or, if the name has
     * other content meanwhile, of the moment when it was opened.
     */
    List<Lookup> whereabouts(long from, long to) {
        var then = found.toBuilder().setFrom(from).setTo(to).build();
        return List.of(then.toBuilder().clearAsOf().build(), then);
    }

    /** The last record when it was opened. */
    JournalIndex index() {
        return new JournalIndex(found.getAsOf().getIndex());
    }

    /** Where what will be read begins. */
    public long from() {
        return Math.min(found.getFrom(), file.getLength());
    }

    /** Where it ends: at the file's end at the latest. */
    public long to() {
        return Math.min(found.getTo(), file.getLength());
    }

    public FileInfo file() {
        return file;
    }

    /** All that are known, in order. */
    public synchronized List<Extent> extents() {
        return extents.asMapOfRanges().entrySet().stream().map(PinnedFile::known).toList();
    }

    private static Extent known(Map.Entry<Range<Long>, Extent> entry) {
        var offsets = entry.getKey();
        return entry.getValue().slice(offsets.lowerEndpoint(), offsets.upperEndpoint());
    }

    /** The rest, from {@code fileOffset} on, of the extent that holds it; empty if unknown. */
    synchronized Optional<Extent> from(long fileOffset) {
        return Optional.ofNullable(extents.getEntry(fileOffset))
                .map(PinnedFile::known)
                .map(extent -> extent.slice(fileOffset, extent.fileEnd()));
    }

    /** The members of a chunk, live ones first, else as the master ordered them. */
    public List<Member> members(ChunkId chunk) {
        return members.getOrDefault(chunk, List.of());
    }

    /** The same bytes as they are found by now: their chunk may have been compacted, or tidied. */
    synchronized Extent again(Extent wanted) {
        var holder = extents.getEntry(wanted.fileOffset());
        return holder == null || holder.getKey().upperEndpoint() < wanted.fileEnd()
                ? wanted
                : holder.getValue().slice(wanted.fileOffset(), wanted.fileEnd());
    }

    /** Takes over where its bytes are now, unless this is about other content. */
    synchronized boolean relocate(Layout layout) {
        if (layout.getFile().getInode() != file.getInode()
                || layout.getFile().getVersion() != file.getVersion()) {
            return false;
        }
        var all = new HashMap<>(members);
        all.putAll(members(layout));
        members = all;
        for (var message : layout.getExtentsList()) {
            var extent = extent(message);
            extents.put(Range.closedOpen(extent.fileOffset(), extent.fileEnd()), extent);
        }
        return true;
    }

    private static Map<ChunkId, List<Member>> members(Layout layout) {
        var byChunk = new HashMap<ChunkId, List<Member>>();
        for (var location : layout.getChunksList()) {
            var sorted =
                    location.getMembersList().stream()
                            .sorted(Comparator.comparing(member -> !member.getLive()))
                            .toList();
            byChunk.put(new ChunkId(location.getChunk()), sorted);
        }
        return byChunk;
    }

    private static Extent extent(ExtentMessage message) {
        return new Extent(
                message.getFileOffset(),
                new ChunkId(message.getChunk()),
                message.getFrameOffset(),
                message.getSkip(),
                message.getLength());
    }
}
