package io.penumbra.master.collect;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.ServerId;
import io.penumbra.master.record.StorageClass;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.Stamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GroupTest {
    private static final long SIZE = 1_000;

    private final List<Group.Candidate> candidates = new ArrayList<>();

    private void chunk(long length, long live) {
        chunk(length, live, 0);
    }

    private void chunk(long length, long live, long references) {
        var chunk =
                new Chunk(
                        new Stamp(new JournalIndex(7), Instant.EPOCH),
                        StorageClass.DEFAULT.name(),
                        new ChunkVersion(3),
                        Chunk.NOBODY,
                        List.of(new ServerId("a")),
                        length,
                        new Chunk.Phase.Sealed(ByteString.EMPTY),
                        new Chunk.Use(references, live));
        candidates.add(new Group.Candidate(new ChunkId(candidates.size() + 1), chunk));
    }

    private List<Group> groups() {
        return Group.of(candidates, Map.of(StorageClass.DEFAULT.name(), SIZE));
    }

    @Test
    void aChunkOfWhichLessThanHalfIsInUseIsCompacted() {
        chunk(1_000, 300);
        assertThat(groups()).hasSize(1);
    }

    @Test
    void aChunkOfWhichHalfIsInUseIsLeftAlone() {
        chunk(1_000, 500);
        assertThat(groups()).isEmpty();
    }

    @Test
    void manySmallChunksBecomeOne() {
        for (int i = 0; i < 5; i++) {
            chunk(50, 49);
        }
        assertThat(groups()).hasSize(1);
        assertThat(groups().getFirst().chunks()).hasSize(5);
    }

    /** Else it would be written again for each few that are added. */
    @Test
    void aLargerChunkIsNotWrittenAgainForAFewSmallOnes() {
        chunk(450, 449);
        for (int i = 0; i < 5; i++) {
            chunk(10, 9);
        }
        assertThat(groups()).isEmpty();
    }

    @Test
    void whatIsPutTogetherFitsOneChunk() {
        for (int i = 0; i < 20; i++) {
            chunk(1_000, 200);
        }
        assertThat(groups()).allSatisfy(group -> assertThat(group.live()).isLessThan(SIZE));
        assertThat(groups().stream().mapToInt(group -> group.chunks().size()).sum()).isEqualTo(20);
    }

    @Test
    void chunksOfAClassThatIsGoneAreLeftAlone() {
        chunk(1_000, 300);
        assertThat(Group.of(candidates, Map.of())).isEmpty();
    }

    /** Else a chunk of tiny files would be written anew for ever. */
    @Test
    void whatFramesTakeForThemselvesIsNotUnused() {
        chunk(1_000, 200, 13);
        assertThat(groups()).isEmpty();
    }
}
