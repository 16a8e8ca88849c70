package io.penumbra.core.chunk;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC32C, the one checksum of chunks. */
public final class Crc {
    private Crc() {}

    /** Over the remaining bytes, which stay remaining. */
    public static int of(ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    /** One for each block of a payload. */
    public static int[] ofBlocks(ByteBuffer payload) {
        int[] crcs = new int[ChunkFormat.blocks(payload.remaining())];
        for (int block = 0; block < crcs.length; block++) {
            crcs[block] = of(block(payload, block));
        }
        return crcs;
    }

    /** The numbered block of a payload that begins at its position. */
    static ByteBuffer block(ByteBuffer payload, int block) {
        int from = block * ChunkFormat.BLOCK_BYTES;
        int length = Math.min(ChunkFormat.BLOCK_BYTES, payload.remaining() - from);
        return payload.slice(payload.position() + from, length);
    }
}
