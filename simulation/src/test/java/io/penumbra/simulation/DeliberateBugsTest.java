package io.penumbra.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.simulation.broken.ForgetfulDisk;
import io.penumbra.simulation.broken.HopefulCoordinator;
import io.penumbra.simulation.broken.StoppedClock;
import io.penumbra.testkit.sim.SimulationFailure;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A simulation that finds nothing proves nothing: each broken part must be found. */
final class DeliberateBugsTest {
    private static final int SEEDS_MAX = 200;

    /** Hazard 16. */
    @Test
    void aCommitThatIsTakenForDoneThoughNobodyKnowsIsFound() {
        find(
                "unknown outcomes taken for committed",
                () ->
                        Collaborators.SOUND.withMastersCoordinator(
                                HopefulCoordinator.aboutTheUnknown()));
    }

    /** Hazards 4 and 6. */
    @Test
    void aLeaderThatDoesNotNoticeThatAnotherTookItsPlaceIsFound() {
        find(
                "conflicts taken for committed",
                () ->
                        Collaborators.SOUND.withMastersCoordinator(
                                HopefulCoordinator.aboutConflicts()));
    }

    /** Hazard 34. */
    @Test
    void bytesAcknowledgedBeforeTheyAreOnDiskAreFound() {
        find(
                "a sync that does nothing",
                () -> Collaborators.SOUND.withChunkserversDisk(ForgetfulDisk::new));
    }

    @Test
    void aLeaderWhoseClockStandsStillIsFound() {
        find(
                "a clock that stands still",
                () -> Collaborators.SOUND.withMastersClock(StoppedClock.ofTheFirst()));
    }

    private static void find(String what, Supplier<Collaborators> broken) {
        for (int seed = 1; seed <= SEEDS_MAX; seed++) {
            try {
                ClusterRun.of(seed, broken.get());
            } catch (SimulationFailure e) {
                var message = String.valueOf(e.getMessage());
                System.out.printf(
                        "%s: found with seed %d: %s%n",
                        what, seed, message.lines().findFirst().orElse(""));
                return;
            }
        }
        assertThat(false).as("%s: not found in %d seeds", what, SEEDS_MAX).isTrue();
    }
}
