package io.penumbra.core.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Extents and read plans against the dumb way: hold the whole file and cut from it. */
final class ReadPlanTest {
    private static final int FULL = ChunkFormat.PAYLOAD_BYTES_MAX;

    private final byte[] file = Frames.payload(5, 3 * FULL + 12_345);
    private final byte[] chunk =
            Frames.chunk(
                    Frames.payload(9, 777), // another file's
                    Arrays.copyOfRange(file, 0, FULL),
                    Arrays.copyOfRange(file, FULL, 2 * FULL),
                    Arrays.copyOfRange(file, 2 * FULL, 3 * FULL),
                    Arrays.copyOfRange(file, 3 * FULL, file.length));
    private final Extent whole =
            new Extent(
                    1_000,
                    Frames.CHUNK,
                    ChunkFormat.HEADER_BYTES + ChunkFormat.frameBytes(777),
                    0,
                    file.length);

    @Test
    void anExtentEndsWhereItsLastFrameDoes() {
        assertThat(whole.chunkEnd()).isEqualTo(chunk.length);
    }

    @Test
    void anySliceOfAnySliceReadsTheSameBytesAsTheFile() throws DamagedException {
        for (long seed = 0; seed < 2_000; seed++) {
            var random = new SplittableRandom(seed);
            var slice = randomSlice(whole, random);
            slice = randomSlice(slice, random);
            int from = (int) (slice.fileOffset() - whole.fileOffset());
            assertThat(read(slice, serve(slice)))
                    .as("seed %d", seed)
                    .isEqualTo(Arrays.copyOfRange(file, from, (int) (from + slice.length())));
        }
    }

    @Test
    void aReadOfOneBlockMovesOneBlockAndOneHeader() throws DamagedException {
        var slice = whole.slice(1_000 + FULL + 8_192, 1_000 + FULL + 8_192 + 4_096);

        assertThat(serve(slice).remaining()).isEqualTo(4_096 + ChunkFormat.FRAME_HEADER_BYTES_MAX);
    }

    /** Hazard 49: checked by the reader, too. */
    @Test
    void aReaderNoticesAnyFlippedByteThatItReceives() throws DamagedException {
        var slice = whole.slice(1_000 + FULL - 10, 1_000 + FULL + 10);
        var reply = serve(slice);
        for (int at = 0; at < reply.remaining(); at++) {
            var damaged = first(reply, reply.remaining());
            damaged[at] ^= 0x10;
            assertThatThrownBy(() -> read(slice, ByteBuffer.wrap(damaged)))
                    .as("byte %d", at)
                    .isInstanceOf(DamagedException.class);
        }
    }

    @Test
    void aReplyCutShortIsNoticed() throws DamagedException {
        var slice = whole.slice(1_000 + FULL - 10, 1_000 + FULL + 10);
        var reply = serve(slice);
        for (int length = 0; length < reply.remaining(); length += 97) {
            var cut = ByteBuffer.wrap(first(reply, length));
            assertThatThrownBy(() -> read(slice, cut)).isInstanceOf(DamagedException.class);
        }
    }

    private static Extent randomSlice(Extent extent, SplittableRandom random) {
        long from = extent.fileOffset() + random.nextLong(extent.length());
        long to = from + 1 + random.nextLong(extent.fileEnd() - from);
        return extent.slice(from, to);
    }

    private static ReadPlan plan(Extent extent) {
        return ReadPlan.of(extent.frameOffset(), extent.skip(), extent.length());
    }

    /** What a chunkserver sends. */
    private ByteBuffer serve(Extent extent) throws DamagedException {
        var reply = new ByteArrayOutputStream();
        for (var piece : plan(extent).pieces()) {
            var frame = ByteBuffer.wrap(chunk);
            frame.position((int) piece.frameOffset());
            var header = FrameHeader.decode(frame);
            var span = piece.resolve(header);
            reply.write(chunk, (int) piece.frameOffset(), header.headerBytes());
            reply.write(chunk, frame.position() + span.from(), span.bytes());
        }
        return ByteBuffer.wrap(reply.toByteArray());
    }

    private static byte[] read(Extent extent, ByteBuffer reply) throws DamagedException {
        var bytes = ByteBuffer.allocate((int) extent.length());
        for (var piece : plan(extent).pieces()) {
            bytes.put(ReadPlan.open(extent, piece, reply));
        }
        assertThat(reply.hasRemaining()).isFalse();
        return bytes.array();
    }

    private static byte[] first(ByteBuffer bytes, int length) {
        var copy = new byte[length];
        bytes.get(bytes.position(), copy);
        return copy;
    }
}
