package io.penumbra.cli.chunk;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.ChunkHeader;
import io.penumbra.core.chunk.Crc;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.chunk.FrameType;
import io.penumbra.core.chunk.Manifest;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a chunk from end to end in little memory, checks every checksum, and goes on behind what is
 * damaged. A chunkserver stops there: what follows was damaged, too, or acknowledged to nobody.
 */
final class ChunkScan {
    private static final byte FRAME_BEGINS = (byte) (ChunkFormat.FRAME_MAGIC >>> 24);

    private final ScanWindow window;
    private final ChunkHeader header;
    private ChunkVersion version = new ChunkVersion(0);

    private ChunkScan(ScanWindow window, ChunkHeader header) {
        this.window = window;
        this.header = header;
    }

    /** Reads the chunk's header; {@code name} is what errors call the chunk. */
    static ChunkScan begin(String name, InputStream in) throws IOException, RefusedException {
        var window = new ScanWindow(in);
        var bytes = window.bytes();
        if (!bytes.hasRemaining()) {
            throw new RefusedException(
                    RefusalCode.DAMAGED, name, "is empty: not even a chunk's header is in it");
        }
        if (bytes.remaining() >= Integer.BYTES && bytes.getInt(0) != ChunkFormat.HEADER_MAGIC) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT, name, "is not a chunk: it begins otherwise");
        }
        try {
            var header = ChunkHeader.decode(bytes);
            window.advance(ChunkFormat.HEADER_BYTES);
            return new ChunkScan(window, header);
        } catch (DamagedException e) {
            throw new RefusedException(RefusalCode.DAMAGED, name, why(e));
        }
    }

    ChunkHeader header() {
        return header;
    }

    /** The next part; empty at the end. */
    Optional<ChunkPart> next() throws IOException {
        var bytes = window.bytes();
        if (!bytes.hasRemaining()) {
            return Optional.empty();
        }
        try {
            return Optional.of(frame(bytes));
        } catch (DamagedException e) {
            return Optional.of(noFrame(why(e)));
        }
    }

    private static String why(DamagedException damaged) {
        return String.valueOf(damaged.getMessage());
    }

    private ChunkPart frame(ByteBuffer bytes) throws DamagedException {
        var frame = FrameHeader.decode(bytes);
        frame.requirePlace(header.chunk(), window.offset());
        if (bytes.remaining() < frame.length()) {
            throw new DamagedException(
                    "a frame of %d bytes, of which %d are there"
                            .formatted(frame.length(), bytes.remaining()));
        }
        boolean goesBack = frame.version().compareTo(version) < 0;
        version = goesBack ? version : frame.version();
        var payload = bytes.slice(bytes.position(), frame.length());
        var bad = badBlocks(frame, payload);
        var manifest =
                frame.type() == FrameType.MANIFEST && bad.isEmpty()
                        ? Optional.of(Manifest.decode(payload))
                        : Optional.<Manifest>empty();
        window.advance(frame.frameBytes());
        return new ChunkPart.Frame(frame, bad, goesBack, manifest);
    }

    private static List<Integer> badBlocks(FrameHeader frame, ByteBuffer payload) {
        int[] expected = frame.crcs();
        int[] found = Crc.ofBlocks(payload);
        var bad = new ArrayList<Integer>();
        for (int block = 0; block < expected.length; block++) {
            if (found[block] != expected[block]) {
                bad.add(block);
            }
        }
        return bad;
    }

    /** Everything up to where a frame of this chunk stands in its own place again, or the end. */
    private ChunkPart noFrame(String why) throws IOException {
        long from = window.offset();
        boolean zero = true;
        for (var bytes = window.bytes(); bytes.hasRemaining(); bytes = window.bytes()) {
            int next = 0;
            do {
                zero &= bytes.get(next) == 0;
                next++;
            } while (next < bytes.limit() && bytes.get(next) != FRAME_BEGINS);
            window.advance(next);
            if (beginsFrame()) {
                return new ChunkPart.Damage(from, window.offset() - from, why);
            }
        }
        long length = window.offset() - from;
        return new ChunkPart.Tail(from, length, zero ? "all zero" : why);
    }

    private boolean beginsFrame() throws IOException {
        var bytes = window.bytes();
        if (bytes.remaining() < Integer.BYTES || bytes.getInt(0) != ChunkFormat.FRAME_MAGIC) {
            return false;
        }
        try {
            FrameHeader.decode(bytes).requirePlace(header.chunk(), window.offset());
            return true;
        } catch (DamagedException e) {
            return false; // bytes that look like a frame's first four
        }
    }
}
