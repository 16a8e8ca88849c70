package io.penumbra.chunkserver;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.chunk.FrameOwner;
import io.penumbra.core.chunk.FrameType;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Frames as a writer makes them, one after the other. */
public final class Frames {
    private static final byte[] NOISE = new byte[1 << 20];

    static {
        new SplittableRandom(0).nextBytes(NOISE);
    }

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

    /** A piece of the noise, from a place of its own: fast enough not to be what is measured. */
    private byte[] payload(int length) {
        int from = random.nextInt(NOISE.length - length + 1);
        return Arrays.copyOfRange(NOISE, from, from + length);
    }

    public ByteBuffer next(int... lengths) {
        int bytes = 0;
        for (int length : lengths) {
            bytes += ChunkFormat.frameBytes(length);
        }
        var frames = ByteBuffer.allocate(bytes);
        for (int length : lengths) {
            var payload = payload(length);
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
