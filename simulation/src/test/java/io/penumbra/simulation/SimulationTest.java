package io.penumbra.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Promises 1, 2, 4 and 5 of the whole cluster, while everything goes wrong. */
final class SimulationTest {
    /** The same ones on every machine; scripts/simulate goes on to others. */
    private static final int SEEDS = 40;

    /** Hazards 4, 16, 17, 38 and 50: what the witnesses and the users of files watch for. */
    @Test
    void nothingAcknowledgedIsLostWhateverGoesWrong() {
        var result =
                Simulate.many(
                        1,
                        1,
                        done -> done < SEEDS,
                        failure -> {
                            throw failure;
                        });
        System.out.println(result);
        assertThat(result.acknowledged()).isPositive();
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        var first = ClusterRun.of(42, Collaborators.SOUND);
        assertThat(ClusterRun.of(42, Collaborators.SOUND)).isEqualTo(first);
        assertThat(ClusterRun.of(43, Collaborators.SOUND).traceHash())
                .isNotEqualTo(first.traceHash());
    }

    /** Else the runs would say nothing of them. */
    @Test
    void chunksAreCollectedCompactedTidiedMovedAndSharedWhileClientsWork() {
        int collected = 0;
        int compacted = 0;
        int tidied = 0;
        int moved = 0;
        int shared = 0;
        for (long seed = 1; seed < 20; seed++) {
            var report = ClusterRun.of(seed, Collaborators.SOUND);
            collected += report.collected();
            compacted += report.compacted();
            tidied += report.tidied();
            moved += report.moved();
            shared += report.shared();
            if (collected > 0 && compacted > 0 && tidied > 0 && moved > 0 && shared > 0) {
                return;
            }
        }
        assertThat(List.of(collected, compacted, tidied, moved, shared))
                .allMatch(count -> count > 0);
    }
}
