package io.penumbra.master.namespace;

import com.google.protobuf.ByteString;
import io.penumbra.core.Limits;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.record.FileContent;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.proto.Commit;
import io.penumbra.proto.EditBytes;
import io.penumbra.proto.ExtentMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The content that a client commits, believed only as far as the chunks' state bears it out. */
final class CommittedContent {
    private static final int SHA256_BYTES = 32;

    private final StateReader state;
    private final ClientId client;
    private final String path;
    private final Map<ChunkId, Usable> usable = new HashMap<>();

    /**
     * How much of a chunk this session may claim.
     *
     * @param end what is beyond this was lost to a seal
     */
    private record Usable(long end) {}

    private CommittedContent(StateReader state, ClientId client, String path) {
        this.state = state;
        this.client = client;
        this.path = path;
    }

    static FileContent require(StateReader state, ClientId client, Commit command)
            throws RefusedException {
        return new CommittedContent(state, client, command.getPath())
                .require(command.getExtentsList(), command.getLength(), command.getSha256());
    }

    /** Bytes for a part of a file, from the first of them on. */
    static FileContent require(StateReader state, ClientId client, String path, EditBytes bytes)
            throws RefusedException {
        return new CommittedContent(state, client, path)
                .require(bytes.getExtentsList(), bytes.getLength(), ByteString.EMPTY);
    }

    private FileContent require(List<ExtentMessage> messages, long length, ByteString sha256)
            throws RefusedException {
        require(
                messages.size() <= Limits.COMMIT_EXTENTS_MAX,
                "a commit has at most " + Limits.COMMIT_EXTENTS_MAX + " extents");
        var extents = new ArrayList<Extent>(messages.size());
        long at = 0;
        for (var message : messages) {
            var extent = requireExtent(message, at);
            extents.add(extent);
            at = extent.fileEnd();
        }
        require(at == length, "the extents hold %d bytes, the file %d".formatted(at, length));
        return new FileContent(at, extents, requireSha256(path, sha256));
    }

    /** Either none is given, or one of the right size. */
    static ByteString requireSha256(String path, ByteString sha256) throws RefusedException {
        if (!sha256.isEmpty() && sha256.size() != SHA256_BYTES) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    path,
                    "a SHA-256 has 32 bytes, not " + sha256.size());
        }
        return sha256;
    }

    private Extent requireExtent(ExtentMessage message, long at) throws RefusedException {
        require(
                message.getFileOffset() == at,
                "an extent begins at %d, the one before ends at %d"
                        .formatted(message.getFileOffset(), at));
        var chunk = new ChunkId(message.getChunk());
        var claim = usable(chunk);
        require(
                message.getSkip() >= 0
                        && message.getSkip() < ChunkFormat.PAYLOAD_BYTES_MAX
                        && message.getFrameOffset() >= ChunkFormat.HEADER_BYTES
                        && message.getFrameOffset() < ChunkFormat.CHUNK_BYTES
                        && message.getLength() > 0
                        && message.getLength() < ChunkFormat.CHUNK_BYTES,
                "no extent of %s: %d bytes at %d, skipping %d"
                        .formatted(
                                chunk,
                                message.getLength(),
                                message.getFrameOffset(),
                                message.getSkip()));
        var extent =
                new Extent(
                        at,
                        chunk,
                        message.getFrameOffset(),
                        message.getSkip(),
                        message.getLength());
        if (extent.chunkEnd() > claim.end()) {
            throw stale(chunk, "ends at %d, before %d".formatted(claim.end(), extent.chunkEnd()));
        }
        return extent;
    }

    private Usable usable(ChunkId id) throws RefusedException {
        var known = usable.get(id);
        if (known != null) {
            return known;
        }
        var chunk = ChunkTable.find(state, id).orElse(null);
        if (chunk == null || !chunk.holder().equals(client)) {
            throw stale(id, "is not held by this session");
        }
        var found = new Usable(chunk.isSealed() ? chunk.length() : ChunkFormat.CHUNK_BYTES);
        usable.put(id, found);
        return found;
    }

    private void require(boolean rule, String words) throws RefusedException {
        if (!rule) {
            throw new RefusedException(RefusalCode.INVALID_ARGUMENT, path, words);
        }
    }

    private static RefusedException stale(ChunkId chunk, String words) {
        return new RefusedException(
                RefusalCode.STALE_CHUNK, chunk.toString(), words + "; write the bytes again");
    }
}
