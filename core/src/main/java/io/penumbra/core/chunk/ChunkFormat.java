package io.penumbra.core.chunk;

import io.penumbra.core.Invariant;
import io.penumbra.core.Limits;

/**
 * The chunk file, fixed for ever by {@code docs/chunk-format.md} and its golden bytes:
 *
 * <pre>
 *   chunk  := header frame*
 *   header := magic u32, format u16, class bytes u16, cluster id 16 B, chunk id u64,
 *             class name 64 B zero-padded, zeros, CRC32C u32               (128 bytes)
 *   frame  := magic u32, type u8, zero u8, checksums u16, chunk id u64, own offset u64,
 *             chunk version u64, owner u64, owner offset u64, length u32,
 *             CRC32C u32 per 4 KiB of payload, CRC32C u32 of all before, payload
 * </pre>
 *
 * <p>All numbers are big-endian. A chunk's length is its file's length, headers included.
 */
public final class ChunkFormat {
    public static final int HEADER_MAGIC = 0x50_4e_55_43; // PNUC
    public static final int FRAME_MAGIC = 0x50_4e_55_46; // PNUF
    public static final int FORMAT = 1;

    /** Where the first frame of a chunk begins. */
    public static final int HEADER_BYTES = 128;

    /** What one checksum covers, and the least a read moves. */
    public static final int BLOCK_BYTES = 4 << 10;

    /** The most a frame carries. Every frame of an extent but the last is this long. */
    public static final int PAYLOAD_BYTES_MAX = 64 << 10;

    static final int FRAME_FIXED_BYTES = 56;

    /** A full frame on disk. */
    public static final int FULL_FRAME_BYTES =
            frameHeaderBytes(PAYLOAD_BYTES_MAX) + PAYLOAD_BYTES_MAX;

    public static final int FRAME_HEADER_BYTES_MAX = frameHeaderBytes(PAYLOAD_BYTES_MAX);

    /** What a chunk holds unless its class says otherwise. */
    public static final long CHUNK_BYTES = 64L << 20;

    static {
        Invariant.check(PAYLOAD_BYTES_MAX % BLOCK_BYTES == 0, "a full frame is whole blocks");
        Invariant.check(FULL_FRAME_BYTES < Limits.MESSAGE_BYTES_MAX, "a message holds a frame");
    }

    private ChunkFormat() {}

    /** How many checksums a payload has. */
    public static int blocks(int payloadBytes) {
        return (payloadBytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
    }

    public static int frameHeaderBytes(int payloadBytes) {
        return FRAME_FIXED_BYTES + Integer.BYTES * blocks(payloadBytes);
    }

    public static int frameBytes(int payloadBytes) {
        return frameHeaderBytes(payloadBytes) + payloadBytes;
    }
}
