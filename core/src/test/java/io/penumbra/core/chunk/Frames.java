package io.penumbra.core.chunk;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.StorageClassName;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Chunks made for tests, byte by byte what a writer makes. */
final class Frames {
    static final ClusterId CLUSTER = new ClusterId("6f1c2d3e-4a5b-4c6d-8e7f-0123456789ab");
    static final ChunkId CHUNK = ChunkId.of(new Epoch(3), 0x2a);
    static final ChunkVersion VERSION = new ChunkVersion(1);

    private Frames() {}

    static byte[] payload(long seed, int length) {
        var bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    static byte[] frame(ChunkId chunk, long offset, byte[] payload) {
        var header =
                FrameHeader.over(
                        FrameType.DATA,
                        chunk,
                        offset,
                        VERSION,
                        new FrameOwner(7, 0),
                        ByteBuffer.wrap(payload));
        var frame = ByteBuffer.allocate(header.frameBytes());
        header.encode(frame);
        return frame.put(payload).array();
    }

    /** A chunk of one frame for each payload. */
    static byte[] chunk(byte[]... payloads) {
        var file = new ByteArrayOutputStream();
        file.writeBytes(
                new ChunkHeader(CLUSTER, CHUNK, new StorageClassName("default")).encode().array());
        for (var payload : payloads) {
            file.writeBytes(frame(CHUNK, file.size(), payload));
        }
        return file.toByteArray();
    }
}
