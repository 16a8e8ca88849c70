package io.penumbra.core.chunk;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The head of a frame. Under its own checksum it names the chunk, the place and the version it was
 * written for, so that a frame that strayed is refused wherever it turns up.
 *
 * @param crcs one checksum for each block of the payload; the array is not changed
 */
public record FrameHeader(
        FrameType type,
        ChunkId chunk,
        long offset,
        ChunkVersion version,
        FrameOwner owner,
        int length,
        int[] crcs) {
    public FrameHeader {
        Invariant.check(
                length > 0 && length <= ChunkFormat.PAYLOAD_BYTES_MAX, "frame length: %s", length);
        Invariant.check(offset >= ChunkFormat.HEADER_BYTES, "frame offset: %s", offset);
        Invariant.check(crcs.length == ChunkFormat.blocks(length), "checksums: %s", crcs.length);
    }

    /** Heads a payload, which is read once, here. */
    public static FrameHeader over(
            FrameType type,
            ChunkId chunk,
            long offset,
            ChunkVersion version,
            FrameOwner owner,
            ByteBuffer payload) {
        return new FrameHeader(
                type, chunk, offset, version, owner, payload.remaining(), Crc.ofBlocks(payload));
    }

    /** The same payload at another place: its checksums are carried over, never made anew. */
    public FrameHeader moved(ChunkId toChunk, long toOffset, ChunkVersion toVersion) {
        return new FrameHeader(type, toChunk, toOffset, toVersion, owner, length, crcs);
    }

    public int headerBytes() {
        return ChunkFormat.frameHeaderBytes(length);
    }

    public int frameBytes() {
        return ChunkFormat.frameBytes(length);
    }

    /** Where the next frame begins. */
    public long end() {
        return offset + frameBytes();
    }

    public ByteBuffer encode() {
        var bytes = ByteBuffer.allocate(headerBytes());
        encode(bytes);
        return bytes.flip();
    }

    public void encode(ByteBuffer target) {
        int start = target.position();
        target.putInt(ChunkFormat.FRAME_MAGIC)
                .put(type.number())
                .put((byte) 0)
                .putShort((short) crcs.length)
                .putLong(chunk.value())
                .putLong(offset)
                .putLong(version.value())
                .putLong(owner.id())
                .putLong(owner.offset())
                .putInt(length);
        for (int crc : crcs) {
            target.putInt(crc);
        }
        target.putInt(Crc.of(target.slice(start, target.position() - start)));
    }

    /**
     * Reads the header at the buffer's position and steps over it. Nothing in it is believed before
     * its checksum is right.
     */
    public static FrameHeader decode(ByteBuffer bytes) throws DamagedException {
        if (bytes.remaining() < ChunkFormat.FRAME_FIXED_BYTES) {
            throw new DamagedException("frame header cut short: " + bytes.remaining() + " bytes");
        }
        int start = bytes.position();
        if (bytes.getInt(start) != ChunkFormat.FRAME_MAGIC) {
            throw new DamagedException("no frame here");
        }
        int blocks = bytes.getShort(start + 6);
        int size = ChunkFormat.FRAME_FIXED_BYTES + Integer.BYTES * blocks;
        if (blocks < 1
                || blocks > ChunkFormat.blocks(ChunkFormat.PAYLOAD_BYTES_MAX)
                || bytes.remaining() < size) {
            throw new DamagedException("frame header cut short or wrong: " + blocks + " blocks");
        }
        int crcAt = size - Integer.BYTES;
        var header = bytes.slice(start, size);
        if (header.getInt(crcAt) != Crc.of(header.slice(0, crcAt))) {
            throw new DamagedException("frame header fails its checksum");
        }
        header.position(Integer.BYTES);
        var type = FrameType.ofNumber(header.get());
        header.position(8);
        var chunk = new ChunkId(header.getLong());
        long offset = header.getLong();
        long version = header.getLong();
        var owner = new FrameOwner(header.getLong(), header.getLong());
        int length = header.getInt();
        if (length < 1
                || length > ChunkFormat.PAYLOAD_BYTES_MAX
                || ChunkFormat.blocks(length) != blocks) {
            throw new DamagedException("frame lies about its length: " + length);
        }
        if (offset < ChunkFormat.HEADER_BYTES || version < 0) {
            throw new DamagedException("frame at %d of version %d".formatted(offset, version));
        }
        int[] crcs = new int[blocks];
        for (int block = 0; block < blocks; block++) {
            crcs[block] = header.getInt();
        }
        bytes.position(start + size);
        return new FrameHeader(type, chunk, offset, new ChunkVersion(version), owner, length, crcs);
    }

    /** Checks that this frame stands where it was written. */
    public void requirePlace(ChunkId expectedChunk, long expectedOffset) throws DamagedException {
        if (!chunk.equals(expectedChunk) || offset != expectedOffset) {
            throw new DamagedException(
                    "frame of %s at %d found in %s at %d"
                            .formatted(chunk, offset, expectedChunk, expectedOffset));
        }
    }

    /**
     * Checks a run of whole blocks of the payload.
     *
     * @param blocks begins at the start of block {@code firstBlock}; ends at a block's end
     */
    public void requireIntact(int firstBlock, ByteBuffer blocks) throws DamagedException {
        int count = ChunkFormat.blocks(blocks.remaining());
        for (int block = 0; block < count; block++) {
            requireCrc(firstBlock + block, Crc.of(Crc.block(blocks, block)));
        }
    }

    /**
     * Checks the whole payload.
     *
     * @param parts of it, one after the other, which may end anywhere
     */
    public void requireIntact(List<ByteBuffer> parts) throws DamagedException {
        if (parts.size() == 1) {
            requireIntact(0, parts.getFirst());
            return;
        }
        var crc = new CRC32C();
        int block = 0;
        int inBlock = 0;
        for (var part : parts) {
            var rest = part.duplicate();
            while (rest.hasRemaining()) {
                int count = Math.min(ChunkFormat.BLOCK_BYTES - inBlock, rest.remaining());
                crc.update(rest.slice(rest.position(), count));
                rest.position(rest.position() + count);
                inBlock += count;
                if (inBlock == ChunkFormat.BLOCK_BYTES) {
                    requireCrc(block, (int) crc.getValue());
                    crc.reset();
                    inBlock = 0;
                    block++;
                }
            }
        }
        if (inBlock > 0) {
            requireCrc(block, (int) crc.getValue());
        }
    }

    private void requireCrc(int block, int actual) throws DamagedException {
        if (actual != crcs[block]) {
            throw new DamagedException(
                    "%s at %d: block %d fails its checksum".formatted(chunk, offset, block));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FrameHeader that
                && type == that.type
                && chunk.equals(that.chunk)
                && offset == that.offset
                && version.equals(that.version)
                && owner.equals(that.owner)
                && length == that.length
                && Arrays.equals(crcs, that.crcs);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(chunk.value()) * 31 + Long.hashCode(offset);
    }
}
