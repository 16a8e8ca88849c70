package io.penumbra.core.chunk;

import io.penumbra.core.Invariant;
import io.penumbra.core.Limits;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.StorageClassName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The head of a chunk file: whose it is. */
public record ChunkHeader(ClusterId cluster, ChunkId chunk, StorageClassName storageClass) {
    public ByteBuffer encode() {
        var name = storageClass.value().getBytes(StandardCharsets.UTF_8);
        Invariant.check(name.length <= Limits.CLASS_NAME_BYTES_MAX, "class name: %s", name.length);
        var id = UUID.fromString(cluster.value());
        var bytes = ByteBuffer.allocate(ChunkFormat.HEADER_BYTES);
        bytes.putInt(ChunkFormat.HEADER_MAGIC)
                .putShort((short) ChunkFormat.FORMAT)
                .putShort((short) name.length)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putLong(chunk.value())
                .put(name);
        int crcAt = ChunkFormat.HEADER_BYTES - Integer.BYTES;
        bytes.putInt(crcAt, Crc.of(bytes.slice(0, crcAt)));
        return bytes.clear();
    }

    public static ChunkHeader decode(ByteBuffer bytes) throws DamagedException {
        if (bytes.remaining() < ChunkFormat.HEADER_BYTES) {
            throw new DamagedException("chunk header cut short: " + bytes.remaining() + " bytes");
        }
        var header = bytes.slice(bytes.position(), ChunkFormat.HEADER_BYTES);
        int crcAt = ChunkFormat.HEADER_BYTES - Integer.BYTES;
        if (header.getInt() != ChunkFormat.HEADER_MAGIC) {
            throw new DamagedException("not a chunk file");
        }
        if (header.getInt(crcAt) != Crc.of(header.slice(0, crcAt))) {
            throw new DamagedException("chunk header fails its checksum");
        }
        int format = header.getShort();
        if (format != ChunkFormat.FORMAT) {
            throw new DamagedException(
                    "chunk format %d, but this version reads only format %d"
                            .formatted(format, ChunkFormat.FORMAT));
        }
        int nameBytes = header.getShort();
        if (nameBytes < 1 || nameBytes > Limits.CLASS_NAME_BYTES_MAX) {
            throw new DamagedException("class name of %d bytes".formatted(nameBytes));
        }
        var name = new byte[nameBytes];
        var cluster = new ClusterId(new UUID(header.getLong(), header.getLong()).toString());
        var chunk = new ChunkId(header.getLong());
        header.get(name);
        return new ChunkHeader(
                cluster, chunk, new StorageClassName(new String(name, StandardCharsets.UTF_8)));
    }
}
