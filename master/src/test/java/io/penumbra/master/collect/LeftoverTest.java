package io.penumbra.master.collect;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.ServerId;
import io.penumbra.master.cluster.live.Replica;
import io.penumbra.master.record.StorageClass;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.Chunk.Phase;
import io.penumbra.master.state.Stamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LeftoverTest {
    private static final ServerId MEMBER = new ServerId("a");
    private static final ServerId OTHER = new ServerId("x");
    private static final Phase SEALED = new Phase.Sealed(ByteString.copyFromUtf8("digest"));

    private static Chunk chunk(Phase phase) {
        return new Chunk(
                new Stamp(new JournalIndex(7), Instant.EPOCH),
                StorageClass.DEFAULT.name(),
                new ChunkVersion(3),
                new ClientId(1),
                List.of(MEMBER),
                1_000,
                phase,
                new Chunk.Use(1, 900));
    }

    private static Leftover of(
            ServerId holder, long version, Optional<Chunk> known, boolean collected) {
        return of(holder, version, known, collected, true);
    }

    private static Leftover of(
            ServerId holder,
            long version,
            Optional<Chunk> known,
            boolean collected,
            boolean whole) {
        var replica = new Replica(new ChunkVersion(version), 1_000, true, false);
        return Leftover.of(holder, replica, known, collected, _ -> whole);
    }

    /** Hazards 57 and 58: what nobody knows is kept, whatever it is. */
    @Test
    void anUnknownCopyIsTrashOnlyIfItsChunkWasCollected() {
        assertThat(of(OTHER, 3, Optional.empty(), true)).isEqualTo(Leftover.COLLECTED);
        assertThat(of(OTHER, 3, Optional.empty(), false)).isEqualTo(Leftover.UNKNOWN);
        assertThat(Leftover.UNKNOWN.isTrash()).isFalse();
    }

    /** Hazard 61: a spare copy goes only while all others are there. */
    @Test
    void aCopyElsewhereIsTrashOnlyWhileTheMembersAreWhole() {
        var sealed = Optional.of(chunk(SEALED));
        assertThat(of(OTHER, 3, sealed, false, true)).isEqualTo(Leftover.SPARE);
        assertThat(of(OTHER, 2, sealed, false, true)).isEqualTo(Leftover.SPARE);
        assertThat(of(OTHER, 3, sealed, false, false)).isEqualTo(Leftover.NEEDED);
    }

    @Test
    void aMembersCopyIsNeededEvenIfItIsStale() {
        assertThat(of(MEMBER, 2, Optional.of(chunk(SEALED)), false)).isEqualTo(Leftover.NEEDED);
    }

    @Test
    void nothingGoesBeforeItsChunkIsSealed() {
        assertThat(of(OTHER, 3, Optional.of(chunk(new Phase.Open())), false))
                .isEqualTo(Leftover.NEEDED);
        assertThat(of(OTHER, 3, Optional.of(chunk(new Phase.Sealing())), false))
                .isEqualTo(Leftover.NEEDED);
    }

    /** Hazard 12: perhaps the journal went back. */
    @Test
    void aCopyThatIsAheadOfTheJournalIsKept() {
        assertThat(of(OTHER, 4, Optional.of(chunk(SEALED)), false)).isEqualTo(Leftover.AHEAD);
        assertThat(Leftover.AHEAD.isTrash()).isFalse();
    }
}
