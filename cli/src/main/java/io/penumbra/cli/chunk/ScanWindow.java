package io.penumbra.cli.chunk;

import io.penumbra.core.chunk.ChunkFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** The few bytes of a chunk that are in memory. It moves forward only. */
final class ScanWindow {
    private static final int BYTES = 4 * ChunkFormat.FULL_FRAME_BYTES;

    private final InputStream in;
    private final ByteBuffer buffer = ByteBuffer.allocate(BYTES).limit(0);
    private long offset;
    private boolean ended;

    ScanWindow(InputStream in) {
        this.in = in;
    }

    /** Where in the chunk the window begins. */
    long offset() {
        return offset;
    }

    /** What begins here: enough for any frame, or all that is left. */
    ByteBuffer bytes() throws IOException {
        if (buffer.remaining() < ChunkFormat.FULL_FRAME_BYTES && !ended) {
            buffer.compact();
            int wanted = buffer.remaining();
            int read = in.readNBytes(buffer.array(), buffer.position(), wanted);
            ended = read < wanted;
            buffer.position(buffer.position() + read).flip();
        }
        return buffer.slice();
    }

    void advance(int bytes) {
        buffer.position(buffer.position() + bytes);
        offset += bytes;
    }
}
