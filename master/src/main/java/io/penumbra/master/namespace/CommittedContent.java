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
import io.penumbra.master.decide.Draft;
import io.penumbra.master.record.FileContent;
import io.penumbra.master.record.JournalRecord.PiecesStored;
import io.penumbra.master.record.Piece;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.PieceTable;
import io.penumbra.proto.Commit;
import io.penumbra.proto.EditBytes;
import io.penumbra.proto.ExtentMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The content that a client commits, believed only as far as the chunks' state bears it out. */
final class CommittedContent {
    private static final int SHA256_BYTES = 32;

    private final StateReader state;
    private final StoredPieces stored;
    private final ClientId client;
    private final String path;
    private final Pieces pieces;
    private final Map<ChunkId, Usable> usable = new HashMap<>();
    private final Map<ByteString, Piece> added = new LinkedHashMap<>();
    private int named;

    /** Whether bytes may be named as pieces. */
    private enum Pieces {
        WELCOME,
        /** What is added to files in small steps is never met again. */
        IGNORED
    }

    /**
     * What is believed.
     *
     * @param added pieces that can be found from now on
     */
    record Accepted(FileContent content, List<Piece> added) {
        /** Stands before the record that names the content. */
        Optional<PiecesStored> record() {
            return added.isEmpty() ? Optional.empty() : Optional.of(new PiecesStored(added));
        }
    }

    /**
     * How much of a chunk this session may claim.
     *
     * @param end what is beyond this was lost to a seal
     */
    private record Usable(long end) {}

    private CommittedContent(Draft draft, ClientId client, String path, Pieces pieces) {
        state = draft.state();
        stored = new StoredPieces(draft.state(), draft.context().servers());
        this.client = client;
        this.path = path;
        this.pieces = pieces;
    }

    static Accepted require(Draft draft, ClientId client, Commit command) throws RefusedException {
        return new CommittedContent(draft, client, command.getPath(), Pieces.WELCOME)
                .require(command.getExtentsList(), command.getLength(), command.getSha256());
    }

    /** The next bytes of a whole file. */
    static Accepted require(Draft draft, ClientId client, String path, EditBytes bytes)
            throws RefusedException {
        return new CommittedContent(draft, client, path, Pieces.WELCOME)
                .require(bytes.getExtentsList(), bytes.getLength(), ByteString.EMPTY);
    }

    /** Bytes for a part of a file, from the first of them on. */
    static FileContent requirePart(Draft draft, ClientId client, String path, EditBytes bytes)
            throws RefusedException {
        return new CommittedContent(draft, client, path, Pieces.IGNORED)
                .require(bytes.getExtentsList(), bytes.getLength(), ByteString.EMPTY)
                .content();
    }

    private Accepted require(List<ExtentMessage> messages, long length, ByteString sha256)
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
        require(
                named <= Limits.COMMIT_PIECES_MAX,
                "a commit names at most " + Limits.COMMIT_PIECES_MAX + " pieces");
        return new Accepted(
                new FileContent(at, extents, requireSha256(path, sha256)),
                List.copyOf(added.values()));
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
        if (message.getFound()) {
            requireFound(extent, message.getSha256());
            return extent;
        }
        var claim = usable(chunk);
        if (extent.chunkEnd() > claim.end()) {
            throw stale(chunk, "ends at %d, before %d".formatted(claim.end(), extent.chunkEnd()));
        }
        if (!message.getSha256().isEmpty() && pieces == Pieces.WELCOME) {
            add(extent, requireSha256(path, message.getSha256()));
        }
        return extent;
    }

    /**
     * Somebody else wrote it. Only who can name its content may have it, and only while it is in
     * use: later its place may be anybody's.
     */
    private void requireFound(Extent extent, ByteString sha256) throws RefusedException {
        require(pieces == Pieces.WELCOME, "only whole files have pieces that were found");
        named++;
        var storageClass = ChunkTable.find(state, extent.chunk()).map(Chunk::storageClass);
        var known = storageClass.flatMap(name -> stored.find(name, sha256));
        if (known.filter(piece -> piece.isAt(extent)).isEmpty()) {
            throw new RefusedException(
                    RefusalCode.PIECE_GONE,
                    path,
                    "the piece at %d of it is not stored any more; write it"
                            .formatted(extent.fileOffset()));
        }
    }

    /** What this session wrote can be found by others, unless there is as good a place. */
    private void add(Extent extent, ByteString sha256) throws RefusedException {
        named++;
        var storageClass = ChunkTable.require(state, extent.chunk()).storageClass();
        boolean isPiece =
                extent.skip() == 0
                        && extent.length() >= Limits.PIECE_BYTES_MIN
                        && extent.length() <= Limits.PIECE_BYTES_MAX;
        if (isPiece
                && stored.deduplicates(storageClass)
                && stored.find(storageClass, sha256).isEmpty()
                && !PieceTable.isPlace(state, extent.chunk(), extent.frameOffset())) {
            added.putIfAbsent(
                    sha256,
                    new Piece(sha256, extent.chunk(), extent.frameOffset(), extent.length()));
        }
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
