package io.penumbra.core.chunk;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.StorageClassName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * How an item of the archive lies in a chunk file: the manifest's frame, then the item's bytes in
 * frames that are full but for the last. One item is one file, however long; all copies are the
 * same bytes.
 */
public final class SystemChunk {
    public static final StorageClassName CLASS = new StorageClassName("system");

    private static final ChunkVersion VERSION = new ChunkVersion(1);
    private static final Epoch NO_EPOCH = new Epoch(0);
    private static final int COUNTER_SHIFT = 24;

    private SystemChunk() {}

    /** Of epoch 0, in which no leader names chunks, and of the first 40 bits of the name's sum. */
    public static ChunkId idOf(String name) {
        var sum = ByteBuffer.wrap(sha256().digest(name.getBytes(StandardCharsets.UTF_8)));
        return ChunkId.of(NO_EPOCH, sum.getLong() >>> COUNTER_SHIFT);
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Where the first frame behind the manifest begins. */
    public static long contentBegin(Manifest manifest) {
        return (long) ChunkFormat.HEADER_BYTES + ChunkFormat.frameBytes(manifest.encode().length);
    }

    /** How long the file is. */
    public static long fileBytes(Manifest manifest) {
        long full = manifest.bytes() / ChunkFormat.PAYLOAD_BYTES_MAX;
        int last = (int) (manifest.bytes() % ChunkFormat.PAYLOAD_BYTES_MAX);
        return contentBegin(manifest)
                + full * ChunkFormat.FULL_FRAME_BYTES
                + (last > 0 ? ChunkFormat.frameBytes(last) : 0);
    }

    /** The first frame, as it stands in the file. */
    public static List<ByteBuffer> manifestFrame(Manifest manifest) {
        var text = ByteBuffer.wrap(manifest.encode());
        return frame(FrameType.MANIFEST, manifest, ChunkFormat.HEADER_BYTES, 0, text);
    }

    /**
     * A frame behind it.
     *
     * @param at where in the item the payload stands: at a multiple of a full one
     */
    public static List<ByteBuffer> contentFrame(Manifest manifest, long at, ByteBuffer payload) {
        long before = at / ChunkFormat.PAYLOAD_BYTES_MAX * ChunkFormat.FULL_FRAME_BYTES;
        return frame(FrameType.SYSTEM, manifest, contentBegin(manifest) + before, at, payload);
    }

    private static List<ByteBuffer> frame(
            FrameType type, Manifest manifest, long offset, long at, ByteBuffer payload) {
        var chunk = idOf(manifest.name());
        var owner = new FrameOwner(chunk.counter(), at);
        var header = FrameHeader.over(type, chunk, offset, VERSION, owner, payload);
        return List.of(header.encode(), payload.duplicate());
    }

    /** The manifest in a first frame of this chunk, all of it checked. */
    public static Manifest manifestIn(ChunkId chunk, ByteBuffer frame) throws DamagedException {
        var bytes = frame.duplicate();
        var header = FrameHeader.decode(bytes);
        header.requirePlace(chunk, ChunkFormat.HEADER_BYTES);
        if (header.type() != FrameType.MANIFEST || bytes.remaining() < header.length()) {
            throw new DamagedException(chunk + " does not begin with a manifest");
        }
        var payload = bytes.slice(bytes.position(), header.length());
        header.requireIntact(0, payload);
        var manifest = Manifest.decode(payload);
        if (!idOf(manifest.name()).equals(chunk)) {
            throw new DamagedException("%s holds %s".formatted(chunk, manifest.name()));
        }
        return manifest;
    }
}
