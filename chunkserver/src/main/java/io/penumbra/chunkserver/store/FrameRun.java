package io.penumbra.chunkserver.store;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Whole frames that stand one after the other in a chunk, every checksum of them checked.
 *
 * @param offset where in the chunk the first begins
 * @param pieces the frames, as they came: a piece may end anywhere
 * @param headers those of the frames, one for each
 * @param lowest version of the first frame; versions never go back along a chunk
 * @param highest version of the last frame
 */
public record FrameRun(
        long offset,
        List<ByteBuffer> pieces,
        List<ByteBuffer> headers,
        ChunkVersion lowest,
        ChunkVersion highest) {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /**
     * Takes all bytes, which must be whole frames of this chunk that begin at this offset. No
     * payload is copied.
     */
    public static FrameRun check(ChunkId chunk, long offset, List<ByteBuffer> bytes)
            throws DamagedException {
        var checking = new Checking(chunk, offset, bytes);
        do {
            checking.next();
        } while (checking.hasMore());
        return checking.run();
    }

    /** Takes as many whole and right frames as there are; at least one, or it fails. */
    static FrameRun prefix(ChunkId chunk, long offset, ByteBuffer bytes) throws DamagedException {
        var checking = new Checking(chunk, offset, List.of(bytes));
        checking.next();
        try {
            while (checking.hasMore()) {
                checking.next();
            }
            return checking.run();
        } catch (DamagedException e) {
            // Most often the last frame is only cut by the buffer's end. Whoever reads on from
            // the end of this run meets it again, then at the front.
            return checking.run();
        }
    }

    public int bytes() {
        int sum = 0;
        for (var piece : pieces) {
            sum += piece.remaining();
        }
        return sum;
    }

    /** All of them in one buffer, copied only if they came in several pieces. */
    public ByteBuffer whole() {
        if (pieces.size() == 1) {
            return pieces.getFirst();
        }
        var joined = ByteBuffer.allocate(bytes());
        pieces.forEach(piece -> joined.put(piece.duplicate()));
        return joined.flip();
    }

    /** Where the next frame begins. */
    public long end() {
        return offset + bytes();
    }

    private static final class Checking {
        private final ChunkId chunk;
        private final long offset;
        private final List<ByteBuffer> all = new ArrayList<>();
        private final ArrayDeque<ByteBuffer> unchecked = new ArrayDeque<>();
        private final List<ByteBuffer> headers = new ArrayList<>();
        private ChunkVersion lowest = new ChunkVersion(0);
        private ChunkVersion highest = lowest;
        private int checked;

        Checking(ChunkId chunk, long offset, List<ByteBuffer> bytes) {
            this.chunk = chunk;
            this.offset = offset;
            for (var piece : bytes) {
                all.add(piece.slice());
                unchecked.add(piece.slice());
            }
            dropEmpty();
        }

        boolean hasMore() {
            return !unchecked.isEmpty();
        }

        /** Steps over one frame, or fails, after which only what came before counts. */
        void next() throws DamagedException {
            long at = offset + checked;
            var bytes = nextHeader();
            var start = bytes.duplicate();
            var header = FrameHeader.decode(bytes);
            header.requirePlace(chunk, at);
            if (header.version().compareTo(highest) < 0) {
                throw new DamagedException(
                        "frame at %d goes back from version %s to %s"
                                .formatted(at, highest, header.version()));
            }
            take(header.headerBytes(), at);
            header.requireIntact(take(header.length(), at));
            headers.add(start.slice(start.position(), header.headerBytes()));
            lowest = headers.size() == 1 ? header.version() : lowest;
            highest = header.version();
            checked += header.frameBytes();
            dropEmpty();
        }

        /** At least the next header in one buffer, if there are so many bytes. */
        private ByteBuffer nextHeader() {
            if (unchecked.isEmpty()
                    || unchecked.size() == 1
                    || unchecked.getFirst().remaining() >= ChunkFormat.FRAME_HEADER_BYTES_MAX) {
                return unchecked.isEmpty() ? NOTHING : unchecked.getFirst().slice();
            }
            var joined = ByteBuffer.allocate(ChunkFormat.FRAME_HEADER_BYTES_MAX);
            for (var piece : unchecked) {
                int count = Math.min(joined.remaining(), piece.remaining());
                joined.put(piece.slice(piece.position(), count));
            }
            return joined.flip();
        }

        private List<ByteBuffer> take(int bytes, long at) throws DamagedException {
            var taken = new ArrayList<ByteBuffer>();
            int left = bytes;
            while (left > 0) {
                var first = unchecked.peekFirst();
                if (first == null) {
                    throw new DamagedException("frame at %d is cut short".formatted(at));
                }
                int count = Math.min(left, first.remaining());
                taken.add(first.slice(first.position(), count));
                first.position(first.position() + count);
                left -= count;
                dropEmpty();
            }
            return taken;
        }

        private void dropEmpty() {
            while (!unchecked.isEmpty() && !unchecked.getFirst().hasRemaining()) {
                unchecked.removeFirst();
            }
        }

        FrameRun run() {
            var pieces = new ArrayList<ByteBuffer>();
            int left = checked;
            for (var piece : all) {
                int count = Math.min(left, piece.remaining());
                if (count > 0) {
                    pieces.add(piece.slice(0, count));
                    left -= count;
                }
            }
            return new FrameRun(offset, List.copyOf(pieces), List.copyOf(headers), lowest, highest);
        }
    }
}
