package io.penumbra.chunkserver.store;

import io.penumbra.core.Limits;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.chunk.ReadPlan;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads of one chunk, a parcel at a time; nothing leaves that fails its checksum.
 *
 * <p>Frames that lie close together are read at once, but not a whole parcel of them: its buffer
 * would be an object too large for the garbage collector's young regions. File calls.
 */
public final class ChunkReads {
    private static final int RUN_BYTES_MAX = 3 * ChunkFormat.FULL_FRAME_BYTES;

    /** To read so much that nobody wants costs no more than another call. */
    private static final int GAP_BYTES_MAX = 16 << 10;

    private final ChunkLog log;

    public ChunkReads(ChunkLog log) {
        this.log = log;
    }

    /** Who does the file calls. */
    public IoPool files() {
        return log.files();
    }

    public ChunkId chunk() {
        return log.id();
    }

    /** These pieces, one after the other: of each its header and its blocks. */
    public List<ByteBuffer> pieces(List<ReadPlan.Piece> pieces)
            throws IOException, RefusedException {
        long length = log.image().length();
        for (var piece : pieces) {
            requireWithin(length, piece);
        }
        return checked(() -> {
            var buffers = new ArrayList<ByteBuffer>();
            try (var use = log.use()) {
                for (int at = 0; at < pieces.size(); ) {
                    int end = endOfRun(pieces, at);
                    readRun(use, pieces.subList(at, end), length, buffers);
                    at = end;
                }
            }
            return buffers;
        });
    }

    private void requireWithin(long length, ReadPlan.Piece piece) throws RefusedException {
        if (piece.frameOffset() + ChunkFormat.frameBytes(piece.to()) > length) {
            throw new RefusedException(
                    RefusalCode.NOT_FOUND,
                    log.id().toString(),
                    "holds %d bytes, wanted %d more at %d"
                            .formatted(length, piece.to(), piece.frameOffset()));
        }
    }

    /** Behind the last of those, from {@code begin} on, that one parcel is sure to hold. */
    public static int parcelEnd(List<ReadPlan.Piece> pieces, int begin) {
        int end = begin;
        long bytes = 0;
        do {
            var piece = pieces.get(end++);
            bytes += ChunkFormat.FRAME_HEADER_BYTES_MAX + blocksEnd(piece);
        } while (end < pieces.size()
                && bytes + ChunkFormat.FULL_FRAME_BYTES <= Limits.MESSAGE_BYTES_MAX);
        return end;
    }

    /** A piece that starts in mid-frame stands alone; others share a buffer. */
    private static int endOfRun(List<ReadPlan.Piece> pieces, int begin) {
        int end = begin + 1;
        if (pieces.get(begin).firstBlock() > 0) {
            return end;
        }
        long from = pieces.get(begin).frameOffset();
        while (end < pieces.size()) {
            var before = pieces.get(end - 1);
            var next = pieces.get(end);
            if (next.firstBlock() > 0
                    || next.frameOffset() < before.frameOffset()
                    || next.frameOffset() - end(before) > GAP_BYTES_MAX
                    || end(next) - from > RUN_BYTES_MAX) {
                break;
            }
            end++;
        }
        return end;
    }

    private void readRun(
            OpenFiles.Use use, List<ReadPlan.Piece> run, long length, List<ByteBuffer> into)
            throws IOException {
        if (run.getFirst().firstBlock() > 0) {
            readMiddle(use, run.getFirst(), into);
            return;
        }
        long from = run.getFirst().frameOffset();
        long to = run.stream().mapToLong(ChunkReads::end).max().orElseThrow();
        var bytes = read(use, from, (int) (Math.min(to, length) - from));
        int begin = 0;
        int end = 0;
        for (var piece : run) {
            int at = (int) (piece.frameOffset() - from);
            if (at != end) {
                into.add(bytes.slice(begin, end - begin));
                begin = at;
            }
            bytes.position(at);
            var header = header(piece, bytes);
            var span = piece.resolve(header);
            requireBytes(piece, bytes, span.bytes());
            header.requireIntact(0, bytes.slice(bytes.position(), span.bytes()));
            end = bytes.position() + span.bytes();
        }
        into.add(bytes.slice(begin, end - begin));
    }

    private void readMiddle(OpenFiles.Use use, ReadPlan.Piece piece, List<ByteBuffer> into)
            throws IOException {
        long at = piece.frameOffset();
        var head = read(use, at, ChunkFormat.FRAME_HEADER_BYTES_MAX);
        var header = header(piece, head);
        var span = piece.resolve(header);
        var blocks = read(use, at + header.headerBytes() + span.from(), span.bytes());
        requireBytes(piece, blocks, span.bytes());
        header.requireIntact(piece.firstBlock(), blocks);
        into.add(head.slice(0, header.headerBytes()));
        into.add(blocks);
    }

    private FrameHeader header(ReadPlan.Piece piece, ByteBuffer bytes) throws DamagedException {
        var header = FrameHeader.decode(bytes);
        header.requirePlace(log.id(), piece.frameOffset());
        return header;
    }

    private static void requireBytes(ReadPlan.Piece piece, ByteBuffer bytes, int wanted)
            throws DamagedException {
        if (bytes.remaining() < wanted) {
            throw new DamagedException("frame at %d is cut short".formatted(piece.frameOffset()));
        }
    }

    /** Behind the last byte that may have to be read of it. */
    private static long end(ReadPlan.Piece piece) {
        return piece.frameOffset() + ChunkFormat.FRAME_HEADER_BYTES_MAX + blocksEnd(piece);
    }

    private static int blocksEnd(ReadPlan.Piece piece) {
        return ChunkFormat.blocks(piece.to()) * ChunkFormat.BLOCK_BYTES;
    }

    /** Whole frames from {@code from} on, at most a parcel of them, none beyond {@code to}. */
    public Optional<FrameRun> frames(long from, long to) throws IOException, RefusedException {
        long end = Math.min(to, log.image().length());
        if (from >= end) {
            return Optional.empty();
        }
        return checked(() -> {
            try (var use = log.use()) {
                int bytes = (int) Math.min(end - from, Limits.MESSAGE_BYTES_MAX / 4);
                return Optional.of(FrameRun.prefix(log.id(), from, read(use, from, bytes)));
            }
        });
    }

    private ByteBuffer read(OpenFiles.Use use, long from, int bytes) throws IOException {
        var buffer = ByteBuffer.allocate(bytes);
        log.directory().traffic().read(use.file().read(from, buffer));
        return buffer.flip();
    }

    private <T> T checked(IoPool.Work<T> work) throws IOException, RefusedException {
        try {
            return log.directory().trusted(work);
        } catch (DamagedException e) {
            throw new RefusedException(RefusalCode.DAMAGED, log.id().toString(), e.toString());
        }
    }
}
