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
 * <p>Frames are read {@value #RUN_FRAMES} to a buffer: a buffer of a whole parcel would be an
 * object too large for the garbage collector's young regions. File calls.
 */
public final class ChunkReads {
    private static final int RUN_FRAMES = 3;

    /** Pieces that one parcel is sure to hold. */
    public static final int PARCEL_PIECES = Limits.MESSAGE_BYTES_MAX / ChunkFormat.FULL_FRAME_BYTES;

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
        var last = pieces.getLast();
        if (last.frameOffset() + ChunkFormat.frameBytes(last.to()) > length) {
            throw new RefusedException(
                    RefusalCode.NOT_FOUND,
                    log.id().toString(),
                    "holds %d bytes, wanted %d more at %d"
                            .formatted(length, last.to(), last.frameOffset()));
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

    /** A piece that starts in mid-frame stands alone; others share a buffer. */
    private static int endOfRun(List<ReadPlan.Piece> pieces, int at) {
        return pieces.get(at).firstBlock() > 0 ? at + 1 : Math.min(at + RUN_FRAMES, pieces.size());
    }

    private void readRun(
            OpenFiles.Use use, List<ReadPlan.Piece> run, long length, List<ByteBuffer> into)
            throws IOException {
        if (run.getFirst().firstBlock() > 0) {
            readMiddle(use, run.getFirst(), into);
            return;
        }
        long from = run.getFirst().frameOffset();
        var last = run.getLast();
        long to = last.frameOffset() + ChunkFormat.FRAME_HEADER_BYTES_MAX + blocksEnd(last);
        var bytes = read(use, from, (int) (Math.min(to, length) - from));
        int end = 0;
        for (var piece : run) {
            bytes.position((int) (piece.frameOffset() - from));
            var header = header(piece, bytes);
            var span = piece.resolve(header);
            requireBytes(piece, bytes, span.bytes());
            header.requireIntact(0, bytes.slice(bytes.position(), span.bytes()));
            end = bytes.position() + span.bytes();
        }
        into.add(bytes.slice(0, end));
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
