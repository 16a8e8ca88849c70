package io.penumbra.chunkserver.store;

import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Whole frames that stand one after the other in a chunk, every checksum of them checked.
 *
 * @param offset where in the chunk the first begins
 * @param bytes the frames
 * @param headers the part of {@code bytes} that is headers, one for each frame
 * @param lowest version of the first frame; versions never go back along a chunk
 * @param highest version of the last frame
 */
public record FrameRun(
        long offset,
        ByteBuffer bytes,
        List<ByteBuffer> headers,
        ChunkVersion lowest,
        ChunkVersion highest) {
    /** Takes all bytes, which must be whole frames of this chunk that begin at this offset. */
    public static FrameRun check(ChunkId chunk, long offset, ByteBuffer bytes)
            throws DamagedException {
        var checking = new Checking(chunk, offset, bytes);
        do {
            checking.next();
        } while (checking.hasMore());
        return checking.run();
    }

    /** Takes as many whole and right frames as there are; at least one, or it fails. */
    static FrameRun prefix(ChunkId chunk, long offset, ByteBuffer bytes) throws DamagedException {
        var checking = new Checking(chunk, offset, bytes);
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

    /** Where the next frame begins. */
    public long end() {
        return offset + bytes.remaining();
    }

    private static final class Checking {
        private final ChunkId chunk;
        private final long offset;
        private final ByteBuffer bytes;
        private final List<ByteBuffer> headers = new ArrayList<>();
        private ChunkVersion lowest = new ChunkVersion(0);
        private ChunkVersion highest = lowest;
        private int at = 0;

        Checking(ChunkId chunk, long offset, ByteBuffer bytes) {
            this.chunk = chunk;
            this.offset = offset;
            this.bytes = bytes.slice();
        }

        boolean hasMore() {
            return at < bytes.limit();
        }

        /** Steps over one frame, or fails and stays before it. */
        void next() throws DamagedException {
            var rest = bytes.slice(at, bytes.limit() - at);
            var header = FrameHeader.decode(rest);
            header.requirePlace(chunk, offset + at);
            if (header.version().compareTo(highest) < 0) {
                throw new DamagedException(
                        "frame at %d goes back from version %s to %s"
                                .formatted(offset + at, highest, header.version()));
            }
            if (rest.remaining() < header.length()) {
                throw new DamagedException("frame at %d is cut short".formatted(offset + at));
            }
            header.requireIntact(0, rest.slice(rest.position(), header.length()));
            headers.add(bytes.slice(at, header.headerBytes()));
            lowest = at == 0 ? header.version() : lowest;
            highest = header.version();
            at += header.frameBytes();
        }

        FrameRun run() {
            return new FrameRun(offset, bytes.slice(0, at), List.copyOf(headers), lowest, highest);
        }
    }
}
