package io.penumbra.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.simulation.broken.BadCoordinators;
import io.penumbra.simulation.broken.BadDisks;
import io.penumbra.simulation.broken.BadStores;
import io.penumbra.testkit.sim.SimulationFailure;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A simulation that finds nothing proves nothing: each broken part must be found. */
final class DeliberateBugsTest {
    private static final int SEEDS_MAX = 150;

    /** What no order of what was done explains. */
    private static final String HISTORY = "does not fit together";

    private static final String UNREADABLE = "no copy of chunk";
    private static final String DIGEST = "two different states";
    private static final String ANY = "";

    /** Hazard 16. */
    @Test
    void aCommitThatIsTakenForDoneThoughNobodyKnowsIsFound() {
        find(
                "unknown outcomes taken for committed",
                ANY,
                1,
                () ->
                        Collaborators.SOUND.withMastersCoordinator(
                                BadCoordinators::hopefulOfTheUnknown));
    }

    /** Hazards 4 and 6. */
    @Test
    void aLeaderThatDoesNotNoticeThatAnotherTookItsPlaceIsFound() {
        find(
                "conflicts taken for committed",
                ANY,
                16,
                () ->
                        Collaborators.SOUND.withMastersCoordinator(
                                BadCoordinators::hopefulOfConflicts));
    }

    /** Hazard 15. */
    @Test
    void anAnswerBeforeTheCommitIsFound() {
        find(
                "commits answered when asked",
                ANY,
                3,
                () -> Collaborators.SOUND.withMastersCoordinator(BadCoordinators::hasty));
    }

    /** Hazards 4 and 7. */
    @Test
    void aHeadTakenWithoutComparingIsFound() {
        find(
                "versions not compared",
                ANY,
                16,
                () -> Collaborators.SOUND.withMastersCoordinator(BadCoordinators::careless));
    }

    /** Hazard 17. */
    @Test
    void aHeadThatMovesWithoutItsEntryIsFound() {
        find(
                "half a commit",
                "which is not there",
                1,
                () -> Collaborators.SOUND.withMastersCoordinator(BadCoordinators::half));
    }

    /** Hazard 34: acknowledged bytes are lost. */
    @Test
    void bytesAcknowledgedBeforeTheyAreOnDiskAreFound() {
        find(
                "a sync that does nothing",
                UNREADABLE,
                1,
                () -> Collaborators.SOUND.withChunkserversDisk(BadDisks::withoutSync));
    }

    /** Hazard 19. */
    @Test
    void aChunkWhoseNameIsNotOnDiskIsFound() {
        find(
                "a sync of names that does nothing",
                ANY,
                3,
                () -> Collaborators.SOUND.withChunkserversDisk(BadDisks::withoutSyncOfNames));
    }

    /** Hazard 52. */
    @Test
    void aWriteThatTheDiskLostIsFound() {
        find(
                "writes that leave only their length",
                ANY,
                4,
                () -> Collaborators.SOUND.withChunkserversDisk(BadDisks::losingWrites));
    }

    /** Hazard 23. */
    @Test
    void aStateThatLostAChangeIsFound() {
        find(
                "changes lost by the state",
                DIGEST,
                3,
                () -> Collaborators.SOUND.withMastersStore(BadStores::losingChanges));
    }

    /** Hazard 28. */
    @Test
    void aBatchThatIsNotMergedAsOneIsFound() {
        find(
                "a batch merged by halves",
                DIGEST,
                1,
                () -> Collaborators.SOUND.withMastersStore(BadStores::tearing));
    }

    /** Hazard 2: what was acknowledged is not seen. */
    @Test
    void aReadOfWhatWasIsFound() {
        find(
                "stale snapshots",
                HISTORY,
                1,
                () -> Collaborators.SOUND.withMastersStore(BadStores::stale));
    }

    /** Hazards 35 and 38. */
    @Test
    void aCommandThatIsDoneTwiceIsFound() {
        find(
                "outcomes forgotten",
                HISTORY,
                10,
                () -> Collaborators.SOUND.withMastersStore(BadStores::forgettingOutcomes));
    }

    /**
     * Goes through seeds until one fails with {@code how}. The first of them is fixed so that the
     * search is short; a change of the product or of the faults may make it longer.
     */
    private static void find(
            String what, String how, long firstSeed, Supplier<Collaborators> broken) {
        for (int done = 1; done <= SEEDS_MAX; done++) {
            try {
                ClusterRun.of(firstSeed + done - 1, broken.get());
            } catch (SimulationFailure e) {
                var message = String.valueOf(e.getMessage());
                if (message.contains(how)) {
                    System.out.printf(
                            "%s: found after %d seeds: %s%n",
                            what, done, message.lines().findFirst().orElse(""));
                    return;
                }
            }
        }
        assertThat(false).as("%s: not found in %d seeds", what, SEEDS_MAX).isTrue();
    }
}
