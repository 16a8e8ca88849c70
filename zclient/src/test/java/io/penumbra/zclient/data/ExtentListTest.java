package io.penumbra.zclient.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.chunk.FrameOwner;
import io.penumbra.core.chunk.FrameType;
import io.penumbra.core.chunk.ReadPlan;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ExtentListTest {
    private static final int FULL = ChunkFormat.PAYLOAD_BYTES_MAX;
    private static final ChunkId CHUNK = new ChunkId(7);

    @Test
    void fullFramesInARowMakeOneExtent() {
        var list = new ExtentList();
        var frames = file(List.of(FULL, FULL, 10), CHUNK, ChunkFormat.HEADER_BYTES);
        frames.forEach(list::add);
        assertThat(list.inOrder())
                .containsExactly(
                        Placed.unnamed(
                                new Extent(0, CHUNK, ChunkFormat.HEADER_BYTES, 0, 2L * FULL + 10)));
    }

    @Test
    void nothingIsJoinedBehindAShortFrame() {
        var list = new ExtentList();
        file(List.of(FULL, 10, FULL), CHUNK, ChunkFormat.HEADER_BYTES).forEach(list::add);
        assertThat(list.inOrder()).hasSize(2);
    }

    @Test
    void noExtentGoesBeyondACut() {
        var list = new ExtentList(2L * FULL);
        file(List.of(FULL, FULL, FULL, FULL, FULL), CHUNK, ChunkFormat.HEADER_BYTES)
                .forEach(list::add);
        list.name(0, ByteString.copyFromUtf8("first"), 2L * FULL);
        list.name(2L * FULL, ByteString.copyFromUtf8("longer"), 3L * FULL);
        assertThat(list.inOrder())
                .extracting(placed -> placed.extent().length(), placed -> placed.sha256())
                .containsExactly(
                        tuple(2L * FULL, ByteString.copyFromUtf8("first")),
                        tuple(2L * FULL, ByteString.EMPTY),
                        tuple((long) FULL, ByteString.EMPTY));
    }

    /**
     * Whatever the order of acknowledgements and the chunks, every byte is found where it stands.
     */
    @Test
    void everyByteIsFoundInTheFrameThatHoldsIt() {
        for (long seed = 0; seed < 500; seed++) {
            var random = new Random(seed);
            var frames = scattered(random);
            var list = new ExtentList();
            var shuffled = new ArrayList<>(frames);
            Collections.shuffle(shuffled, random);
            shuffled.forEach(list::add);
            assertThat(framesOf(list.inOrder().stream().map(Placed::extent).toList()))
                    .as("seed %d", seed)
                    .isEqualTo(frames.stream().map(ExtentListTest::place).toList());
            assertThat(list.size()).as("seed %d", seed).isLessThanOrEqualTo(frames.size());
        }
    }

    /** A file in frames over a few chunks, with gaps as other files' frames would leave them. */
    private static List<FrameHeader> scattered(Random random) {
        var frames = new ArrayList<FrameHeader>();
        long[] ends = {128, 128, 128};
        int chunk = 0;
        long fileOffset = 0;
        int count = 1 + random.nextInt(30);
        for (int i = 0; i < count; i++) {
            if (random.nextInt(4) == 0) {
                chunk = random.nextInt(ends.length);
            }
            if (random.nextInt(5) == 0) {
                ends[chunk] += ChunkFormat.frameBytes(1 + random.nextInt(100));
            }
            boolean last = i == count - 1;
            int length = last ? 1 + random.nextInt(FULL) : FULL;
            frames.add(frame(fileOffset, new ChunkId(chunk), ends[chunk], length));
            ends[chunk] += ChunkFormat.frameBytes(length);
            fileOffset += length;
        }
        return frames;
    }

    private static List<String> framesOf(List<Extent> extents) {
        var places = new ArrayList<String>();
        long at = 0;
        for (var extent : extents) {
            assertThat(extent.fileOffset()).isEqualTo(at);
            var plan = ReadPlan.of(extent.frameOffset(), extent.skip(), extent.length());
            for (var piece : plan.pieces()) {
                places.add(
                        "%d: %s at %d, %d bytes"
                                .formatted(at, extent.chunk(), piece.frameOffset(), piece.to()));
                at += piece.to();
            }
        }
        return places;
    }

    private static String place(FrameHeader frame) {
        return "%d: %s at %d, %d bytes"
                .formatted(frame.owner().offset(), frame.chunk(), frame.offset(), frame.length());
    }

    private static List<FrameHeader> file(List<Integer> lengths, ChunkId chunk, long from) {
        var frames = new ArrayList<FrameHeader>();
        long fileOffset = 0;
        long offset = from;
        for (int length : lengths) {
            frames.add(frame(fileOffset, chunk, offset, length));
            fileOffset += length;
            offset += ChunkFormat.frameBytes(length);
        }
        return frames;
    }

    private static FrameHeader frame(long fileOffset, ChunkId chunk, long offset, int length) {
        return new FrameHeader(
                FrameType.DATA,
                chunk,
                offset,
                new ChunkVersion(1),
                new FrameOwner(1, fileOffset),
                length,
                new int[ChunkFormat.blocks(length)]);
    }
}
