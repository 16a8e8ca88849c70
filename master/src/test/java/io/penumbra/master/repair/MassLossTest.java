package io.penumbra.master.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MassLossTest {
    private static List<Duration> silentFor(int... seconds) {
        return Arrays.stream(seconds).mapToObj(Duration::ofSeconds).toList();
    }

    /** Hazard 64. */
    @Test
    void twoOfFiveWithinFiveSecondsAreNoReasonToCopyEverything() {
        assertThat(MassLoss.isFrozen(silentFor(40, 44), 5)).isTrue();
        assertThat(MassLoss.isFrozen(silentFor(40, 46), 5)).isFalse();
    }

    @Test
    void oneOrFewOfManyAreRepaired() {
        assertThat(MassLoss.isFrozen(silentFor(40), 4)).isFalse();
        assertThat(MassLoss.isFrozen(silentFor(40, 40), 7)).isFalse();
        assertThat(MassLoss.isFrozen(silentFor(40, 41, 42), 8)).isTrue();
    }

    @Test
    void aClusterOfThreeIsAlwaysRepaired() {
        assertThat(MassLoss.isFrozen(silentFor(40, 40), 3)).isFalse();
    }

    @Test
    void afterTenMinutesTheyAreBelievedGone() {
        assertThat(MassLoss.isFrozen(silentFor(601, 602), 4)).isFalse();
        assertThat(MassLoss.isFrozen(silentFor(599, 598, 700), 4)).isTrue();
    }
}
