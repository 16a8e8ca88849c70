package io.penumbra.core.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class FrameHeaderTest {
    private static final long FIRST = ChunkFormat.HEADER_BYTES;

    @Test
    void frameSizesAreThoseOfTheDocument() {
        assertThat(ChunkFormat.frameHeaderBytes(1)).isEqualTo(60);
        assertThat(ChunkFormat.frameHeaderBytes(4_096)).isEqualTo(60);
        assertThat(ChunkFormat.frameHeaderBytes(4_097)).isEqualTo(64);
        assertThat(ChunkFormat.FULL_FRAME_BYTES).isEqualTo(65_656);
    }

    /** Hazard 51: the checksum of a frame that strayed is right, its place is not. */
    @Test
    void framesSwappedWithinAChunkAreRefused() throws DamagedException {
        var first = Frames.frame(Frames.CHUNK, FIRST, Frames.payload(1, 100));
        var second = Frames.frame(Frames.CHUNK, FIRST + first.length, Frames.payload(2, 100));

        FrameHeader.decode(ByteBuffer.wrap(first)).requirePlace(Frames.CHUNK, FIRST);
        var strayed = FrameHeader.decode(ByteBuffer.wrap(second));

        assertThatThrownBy(() -> strayed.requirePlace(Frames.CHUNK, FIRST))
                .isInstanceOf(DamagedException.class);
    }

    /** Hazard 51. */
    @Test
    void framesSwappedBetweenChunksAreRefused() throws DamagedException {
        var other = new ChunkId(Frames.CHUNK.value() + 1);
        var strayed =
                FrameHeader.decode(
                        ByteBuffer.wrap(Frames.frame(other, FIRST, Frames.payload(1, 100))));

        assertThatThrownBy(() -> strayed.requirePlace(Frames.CHUNK, FIRST))
                .isInstanceOf(DamagedException.class);
    }

    /** Its checksum is right: whoever made it was wrong. */
    @Test
    void aFrameThatLiesAboutItsLengthIsRefused() {
        for (int lie : new int[] {0, -1, 4_097, 70_000, Integer.MIN_VALUE}) {
            assertRefusedWith(48, lie);
        }
    }

    @Test
    void numbersThatNoWriterMakesAreDamageAndNotABug() {
        assertRefusedWith(16, -1); // own offset
        assertRefusedWith(24, -1); // version
        assertRefusedWith(4, 0x09_00_00_01); // type
    }

    private static void assertRefusedWith(int at, int value) {
        var frame = ByteBuffer.wrap(Frames.frame(Frames.CHUNK, FIRST, Frames.payload(1, 100)));
        frame.putInt(at, value);
        int crcAt = ChunkFormat.frameHeaderBytes(100) - Integer.BYTES;
        frame.putInt(crcAt, Crc.of(frame.slice(0, crcAt)));
        assertThatThrownBy(() -> FrameHeader.decode(frame))
                .as("%d at %d", value, at)
                .isInstanceOf(DamagedException.class);
    }

    @Test
    void aMovedFrameKeepsItsChecksums() throws DamagedException {
        var payload = Frames.payload(1, 9_000);
        var header =
                FrameHeader.decode(ByteBuffer.wrap(Frames.frame(Frames.CHUNK, FIRST, payload)));
        var chunk = new ChunkId(99);

        var moved = header.moved(chunk, 5_000, new ChunkVersion(4));
        var read = FrameHeader.decode(moved.encode());

        assertThat(read).isEqualTo(moved);
        read.requirePlace(chunk, 5_000);
        read.requireIntact(0, ByteBuffer.wrap(payload));
    }

    @Test
    void anyRunOfBlocksCanBeCheckedAlone() throws DamagedException {
        var payload = Frames.payload(3, 3 * ChunkFormat.BLOCK_BYTES + 17);
        var header =
                FrameHeader.decode(ByteBuffer.wrap(Frames.frame(Frames.CHUNK, FIRST, payload)));
        var bytes = ByteBuffer.wrap(payload);

        header.requireIntact(1, bytes.slice(ChunkFormat.BLOCK_BYTES, 4_096));
        header.requireIntact(3, bytes.slice(3 * ChunkFormat.BLOCK_BYTES, 17));
        payload[2 * ChunkFormat.BLOCK_BYTES] ^= 1;
        header.requireIntact(1, bytes.slice(ChunkFormat.BLOCK_BYTES, 4_096));
        assertThatThrownBy(
                        () -> header.requireIntact(1, bytes.slice(ChunkFormat.BLOCK_BYTES, 8_192)))
                .isInstanceOf(DamagedException.class);
    }
}
