package io.penumbra.master.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.StorageClassName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StretchTest {
    private static final InodeId FILE = new InodeId(5);
    private static final StorageClassName PLAIN = new StorageClassName("plain");
    private static final StorageClassName OTHER = new StorageClassName("other");

    /** Chunks 1 and 2 are plain, 3 is of another class, what is in 4 stays there. */
    private static Optional<StorageClassName> classOf(ChunkId chunk) {
        return switch ((int) chunk.value()) {
            case 1, 2 -> Optional.of(PLAIN);
            case 3 -> Optional.of(OTHER);
            default -> Optional.empty();
        };
    }

    private static List<Extent> file(List<Integer> lengths, List<Integer> chunks) {
        var extents = new ArrayList<Extent>();
        long at = 0;
        for (int i = 0; i < lengths.size(); i++) {
            var chunk = new ChunkId(chunks.get(i));
            extents.add(new Extent(at, chunk, ChunkFormat.HEADER_BYTES, 0, lengths.get(i)));
            at += lengths.get(i);
        }
        return extents;
    }

    @Test
    void everySmallPartWithEnoughOfItsKindAroundItIsInOneStretchAndNoOtherIs() {
        for (long seed = 0; seed < 2_000; seed++) {
            var random = new Random(seed);
            var lengths = new ArrayList<Integer>();
            var chunks = new ArrayList<Integer>();
            for (int i = random.nextInt(60); i >= 0; i--) {
                lengths.add(random.nextInt(12) == 0 ? 20_000 : 1 + random.nextInt(300));
                chunks.add(random.nextInt(12) == 0 ? 3 + random.nextInt(2) : 1 + random.nextInt(2));
            }
            int least = 2 + random.nextInt(6);
            var extents = file(lengths, chunks);
            var found = Stretch.of(FILE, extents, StretchTest::classOf, least);
            assertThat(found.stream().flatMap(it -> it.parts().stream()).toList())
                    .as("seed %d", seed)
                    .isEqualTo(expected(extents, least));
            for (var stretch : found) {
                assertThat(stretch.parts()).hasSizeGreaterThanOrEqualTo(least);
                assertThat(stretch.parts())
                        .allSatisfy(part ->
                                assertThat(classOf(part.chunk())).contains(stretch.storageClass()));
            }
        }
    }

    /** By looking from each part to both sides. */
    private static List<Extent> expected(List<Extent> extents, int least) {
        var expected = new ArrayList<Extent>();
        for (int i = 0; i < extents.size(); i++) {
            var kind = kind(extents.get(i));
            int from = i;
            while (from > 0 && kind(extents.get(from - 1)).equals(kind)) {
                from--;
            }
            int to = i;
            while (to < extents.size() && kind(extents.get(to)).equals(kind)) {
                to++;
            }
            if (kind.isPresent() && to - from >= least) {
                expected.add(extents.get(i));
            }
        }
        return expected;
    }

    private static Optional<StorageClassName> kind(Extent extent) {
        return extent.length() > 16 << 10 ? Optional.empty() : classOf(extent.chunk());
    }

    @Test
    void noStretchIsMoreThanOneRecordMayChange() {
        var many = Collections.nCopies(5_000, 100);
        var ones = Collections.nCopies(5_000, 1);
        assertThat(Stretch.of(FILE, file(many, ones), StretchTest::classOf, 256))
                .extracting(it -> it.parts().size())
                .containsExactly(2_000, 2_000, 1_000);
        var large = Collections.nCopies(3_000, 16 << 10);
        assertThat(Stretch.of(FILE, file(large, ones.subList(0, 3_000)), StretchTest::classOf, 256))
                .extracting(Stretch::bytes)
                .containsExactly(16L << 20, 16L << 20, (3_000L - 2_048) * (16 << 10));
    }
}
