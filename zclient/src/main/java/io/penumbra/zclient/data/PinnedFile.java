package io.penumbra.zclient.data;

import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.proto.ExtentMessage;
import io.penumbra.proto.FileInfo;
import io.penumbra.proto.Layout;
import io.penumbra.proto.Lookup;
import io.penumbra.proto.Member;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One version of a file, as it was found when it was opened: its extents never change; where copies
 * of its chunks are may be learnt anew.
 */
public final class PinnedFile {
    private final Lookup lookup;
    private final FileInfo file;
    private final TreeMap<Long, Extent> extents = new TreeMap<>();
    private volatile Map<ChunkId, List<Member>> members;

    /**
     * @param lookup what {@code layout} is the answer to
     */
    public PinnedFile(Lookup lookup, Layout layout) {
        this.lookup = lookup;
        file = layout.getFile();
        for (var message : layout.getExtentsList()) {
            var extent = extent(message);
            extents.put(extent.fileOffset(), extent);
        }
        members = members(layout);
    }

    /** What says where the copies are by now. */
    Lookup lookup() {
        return lookup;
    }

    public FileInfo file() {
        return file;
    }

    /** The rest, from {@code fileOffset} on, of the extent that holds it. */
    Extent from(long fileOffset) throws IOException {
        var found = extents.floorEntry(fileOffset);
        if (found == null || found.getValue().fileEnd() <= fileOffset) {
            throw new IOException(
                    "%s: nothing says where its byte %d is".formatted(file.getPath(), fileOffset));
        }
        var extent = found.getValue();
        return extent.slice(fileOffset, extent.fileEnd());
    }

    /** The members of a chunk, live ones first, else as the master ordered them. */
    List<Member> members(ChunkId chunk) {
        return members.getOrDefault(chunk, List.of());
    }

    /** Takes over where the chunks are now, unless the path has got other content meanwhile. */
    void relocate(Layout layout) {
        if (layout.getFile().getInode() == file.getInode()
                && layout.getFile().getVersion() == file.getVersion()) {
            members = members(layout);
        }
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
        return Map.copyOf(byChunk);
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
