package io.penumbra.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Promises 1, 2, 4 and 5 of the whole cluster, while everything goes wrong. */
final class SimulationTest {
    private static final Duration A_WHILE = Duration.ofSeconds(25);

    /** Hazards 4, 16, 17 and 38: what the witnesses and the users of files watch for. */
    @Test
    void nothingAcknowledgedIsLostWhateverGoesWrong() {
        var result = Simulate.many(1, 1, A_WHILE);
        System.out.println(result);
        assertThat(result.seeds()).isPositive();
        assertThat(result.acknowledged()).isPositive();
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        var first = ClusterRun.of(42, Collaborators.SOUND);
        assertThat(ClusterRun.of(42, Collaborators.SOUND)).isEqualTo(first);
        assertThat(ClusterRun.of(43, Collaborators.SOUND).traceHash())
                .isNotEqualTo(first.traceHash());
    }
}
