package io.penumbra.chunkserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.chunk.FrameOwner;
import io.penumbra.core.chunk.FrameType;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class FrameRunTest {
    private static final ChunkId CHUNK = new ChunkId(7);
    private static final ChunkVersion VERSION = new ChunkVersion(1);
    private static final List<Integer> LENGTHS = List.of(1, 4_096, 65_536, 4_097, 12_288, 65_535);

    private final SplittableRandom random = new SplittableRandom(5);
    private final ByteBuffer frames = frames();

    private ByteBuffer frames() {
        var all = ByteBuffer.allocateDirect(4 * ChunkFormat.FULL_FRAME_BYTES);
        long at = ChunkFormat.HEADER_BYTES;
        for (int length : LENGTHS) {
            var payload = new byte[length];
            random.nextBytes(payload);
            var header =
                    FrameHeader.over(
                            FrameType.DATA,
                            CHUNK,
                            at,
                            VERSION,
                            new FrameOwner(1, 0),
                            ByteBuffer.wrap(payload));
            all.put(header.encode()).put(payload);
            at = header.end();
        }
        return all.flip();
    }

    @Test
    void framesAreCheckedInPiecesThatEndAnywhere() throws Exception {
        for (int round = 0; round < 100; round++) {
            var run = FrameRun.check(CHUNK, ChunkFormat.HEADER_BYTES, cutAnywhere(frames));

            assertThat(joined(run.pieces())).isEqualTo(frames);
            assertThat(run.bytes()).isEqualTo(frames.remaining());
            assertThat(run.headers()).hasSameSizeAs(LENGTHS);
        }
    }

    @Test
    void anyWrongByteIsFoundHoweverThePiecesEnd() {
        for (int round = 0; round < 100; round++) {
            var damaged = joined(List.of(frames));
            int at = random.nextInt(damaged.remaining());
            damaged.put(at, (byte) (damaged.get(at) ^ 1 << random.nextInt(8)));
            var pieces = cutAnywhere(damaged);

            assertThatThrownBy(() -> FrameRun.check(CHUNK, ChunkFormat.HEADER_BYTES, pieces))
                    .isInstanceOf(DamagedException.class);
        }
    }

    @Test
    void bytesThatEndInMidFrameAreRefused() {
        for (int round = 0; round < 100; round++) {
            var cut = frames.slice(0, frames.remaining() - 1 - random.nextInt(65_000));
            var pieces = cutAnywhere(cut);

            assertThatThrownBy(() -> FrameRun.check(CHUNK, ChunkFormat.HEADER_BYTES, pieces))
                    .isInstanceOf(DamagedException.class);
        }
    }

    @Test
    void aBodyWithoutBytesIsRefused() {
        assertThatThrownBy(() -> FrameRun.check(CHUNK, ChunkFormat.HEADER_BYTES, List.of()))
                .isInstanceOf(DamagedException.class);
    }

    private List<ByteBuffer> cutAnywhere(ByteBuffer bytes) {
        var pieces = new ArrayList<ByteBuffer>();
        int longest = random.nextInt(1, 1 << random.nextInt(4, 18));
        for (int at = 0; at < bytes.limit(); ) {
            int length = Math.min(random.nextInt(longest + 1), bytes.limit() - at);
            pieces.add(bytes.slice(at, length));
            at += length;
        }
        return pieces;
    }

    private static ByteBuffer joined(List<ByteBuffer> pieces) {
        var all = ByteBuffer.allocate(pieces.stream().mapToInt(ByteBuffer::remaining).sum());
        pieces.forEach(piece -> all.put(piece.duplicate()));
        return all.flip();
    }
}
