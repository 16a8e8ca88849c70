package io.penumbra.chunkserver;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.chunk.FrameOwner;
import io.penumbra.core.chunk.FrameType;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Frames as a writer makes them, one after the other. */
public final class Frames {
    private final ChunkId chunk;
    private final ChunkVersion version;
    private final SplittableRandom random;
    private long end;

    public Frames(ChunkId chunk, ChunkVersion version, long from, long seed) {
        this.chunk = chunk;
        this.version = version;
        this.end = from;
        random = new SplittableRandom(seed);
    }

    public long end() {
        return end;
    }

    public ByteBuffer next(int... lengths) {
        int bytes = 0;
        for (int length : lengths) {
            bytes += ChunkFormat.frameBytes(length);
        }
        var frames = ByteBuffer.allocate(bytes);
        for (int length : lengths) {
            var payload = new byte[length];
            random.nextBytes(payload);
            var header =
                    FrameHeader.over(
                            FrameType.DATA,
                            chunk,
                            end,
                            version,
                            new FrameOwner(1, end),
                            ByteBuffer.wrap(payload));
            header.encode(frames);
            frames.put(payload);
            end = header.end();
        }
        return frames.flip();
    }
}
