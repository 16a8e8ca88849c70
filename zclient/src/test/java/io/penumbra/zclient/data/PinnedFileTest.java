package io.penumbra.zclient.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.proto.ExtentMessage;
import io.penumbra.proto.FileInfo;
import io.penumbra.proto.Layout;
import io.penumbra.proto.Lookup;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a file's bytes are may be learnt anew, in other parts than before. */
final class PinnedFileTest {
    private static final int PART = 10;
    private static final int PARTS = 20;
    private static final long LENGTH = PART * PARTS;

    private static Layout layout(List<Extent> extents) {
        var layout =
                Layout.newBuilder()
                        .setIndex(7)
                        .setFile(FileInfo.newBuilder().setInode(1).setVersion(3).setLength(LENGTH));
        for (var extent : extents) {
            layout.addExtents(
                    ExtentMessage.newBuilder()
                            .setFileOffset(extent.fileOffset())
                            .setChunk(extent.chunk().value())
                            .setFrameOffset(extent.frameOffset())
                            .setSkip(extent.skip())
                            .setLength(extent.length()));
        }
        return layout.build();
    }

    private static Extent extent(int chunk, long from, long to) {
        return new Extent(from, new ChunkId(chunk), ChunkFormat.HEADER_BYTES, 0, to - from);
    }

    private static List<Extent> parts() {
        var parts = new ArrayList<Extent>();
        for (int i = 0; i < PARTS; i++) {
            parts.add(extent(100 + i, (long) i * PART, (i + 1L) * PART));
        }
        return parts;
    }

    private static PinnedFile file(List<Extent> extents) {
        var asked = Lookup.newBuilder().setPath("/f").setTo(Long.MAX_VALUE).build();
        return new PinnedFile(asked, layout(extents));
    }

    @Test
    void partsThatWerePutTogetherAreFoundInTheirNewPlace() {
        var file = file(parts());
        file.relocate(layout(List.of(extent(1, 30, 120))));
        assertThat(file.again(extent(105, 50, 60)).chunk()).isEqualTo(new ChunkId(1));
        assertThat(file.again(extent(105, 50, 60)).skip()).isEqualTo(20);
        assertThat(file.from(45)).contains(new Extent(45, new ChunkId(1), 128, 15, 75));
        assertThat(file.from(25).orElseThrow().fileEnd()).isEqualTo(30);
        assertThat(file.from(120).orElseThrow().chunk()).isEqualTo(new ChunkId(112));
        assertThat(file.extents()).hasSize(3 + 1 + 8);
    }

    @Test
    void noByteIsForgottenWhatEverIsSaidOfWhichPart() {
        var file = file(List.of(extent(1, 0, LENGTH)));
        file.relocate(layout(parts().subList(4, 9)));
        for (long at = 0; at < LENGTH; at++) {
            var found = file.from(at).orElseThrow();
            boolean inParts = at >= 40 && at < 90;
            assertThat(found.fileOffset()).isEqualTo(at);
            assertThat(found.chunk().value()).isEqualTo(inParts ? 100 + at / PART : 1);
            assertThat(found.skip()).isEqualTo((int) (inParts ? at % PART : at));
        }
        assertThat(file.extents()).hasSize(7);
        assertThat(file.again(extent(1, 30, 60))).isEqualTo(extent(1, 30, 60));
    }

    @Test
    void whatIsOfOtherContentIsNotTakenOver() {
        var file = file(parts().subList(0, 2));
        var other = layout(List.of(extent(1, 0, LENGTH))).toBuilder();
        other.getFileBuilder().setVersion(4);
        assertThat(file.relocate(other.build())).isFalse();
        assertThat(file.from(2 * PART)).isEmpty();
        var lookups = file.whereabouts(2 * PART, LENGTH);
        assertThat(lookups.getFirst().hasAsOf()).isFalse();
        assertThat(lookups.getLast().getFrom()).isEqualTo(2 * PART);
        assertThat(lookups.getLast().getAsOf().getIndex()).isEqualTo(7);
    }

    @Test
    void whatNobodySaidYetIsFoundBehindWhatIsKnown() {
        var file = file(parts().subList(0, 2));
        assertThat(file.firstUnknown(0)).isEqualTo(2 * PART);
        assertThat(file.firstUnknown(3 * PART)).isEqualTo(3 * PART);
        file.relocate(layout(parts().subList(5, 8)));
        assertThat(file.firstUnknown(0)).isEqualTo(2 * PART);
        assertThat(file.firstUnknown(5 * PART + 1)).isEqualTo(8 * PART);
        file.relocate(layout(parts()));
        assertThat(file.firstUnknown(0)).isEqualTo(LENGTH);
        assertThat(file.firstUnknown(LENGTH)).isEqualTo(LENGTH);
    }
}
