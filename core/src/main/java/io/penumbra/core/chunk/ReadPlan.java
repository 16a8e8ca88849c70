package io.penumbra.core.chunk;

import io.penumbra.core.Invariant;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Which bytes of a chunk file a read moves: for each frame that is touched its header and the
 * blocks that are touched. Server and reader work it out each for themselves from {@code (frame
 * offset, skip, length)}, so the reply is nothing but these bytes, one piece after the other.
 *
 * <p>A piece's last block is shorter than a block only where its frame's payload ends there; what
 * that end is only the header says, so {@link Piece#resolve} takes it.
 */
public record ReadPlan(List<Piece> pieces) {
    /**
     * What is read of one frame.
     *
     * @param frameOffset where its header stands
     * @param from first byte of the payload that is wanted
     * @param to first byte of the payload that is not
     */
    public record Piece(long frameOffset, int from, int to) {
        public int firstBlock() {
            return from / ChunkFormat.BLOCK_BYTES;
        }

        /** The payload bytes that travel: whole blocks around what is wanted. */
        public Span resolve(FrameHeader header) throws DamagedException {
            if (to > header.length()) {
                throw new DamagedException(
                        "frame at %d holds %d bytes, wanted up to %d"
                                .formatted(frameOffset, header.length(), to));
            }
            int blockFrom = firstBlock() * ChunkFormat.BLOCK_BYTES;
            int blockTo =
                    Math.min(header.length(), ChunkFormat.blocks(to) * ChunkFormat.BLOCK_BYTES);
            return new Span(blockFrom, blockTo);
        }
    }

    /** A run of payload bytes, {@code from} included and {@code to} not. */
    public record Span(int from, int to) {
        public int bytes() {
            return to - from;
        }
    }

    public static ReadPlan of(long frameOffset, int skip, long length) {
        Invariant.check(length > 0 && skip >= 0, "read of %s bytes, skip %s", length, skip);
        var pieces = new ArrayList<Piece>();
        long at = frameOffset;
        int from = skip;
        long left = length;
        while (left > 0) {
            int to = (int) Math.min(ChunkFormat.PAYLOAD_BYTES_MAX, from + left);
            pieces.add(new Piece(at, from, to));
            left -= to - from;
            from = 0;
            at += ChunkFormat.FULL_FRAME_BYTES;
        }
        return new ReadPlan(List.copyOf(pieces));
    }

    /** The wanted bytes of one piece, checked, from the buffer that holds header and blocks. */
    public static ByteBuffer open(Extent extent, Piece piece, ByteBuffer received)
            throws DamagedException {
        var header = FrameHeader.decode(received);
        header.requirePlace(extent.chunk(), piece.frameOffset());
        var span = piece.resolve(header);
        if (received.remaining() < span.bytes()) {
            throw new DamagedException("read cut short: " + received.remaining() + " bytes");
        }
        var blocks = received.slice(received.position(), span.bytes());
        header.requireIntact(piece.firstBlock(), blocks);
        received.position(received.position() + span.bytes());
        return blocks.slice(piece.from() - span.from(), piece.to() - piece.from());
    }
}
