package io.penumbra.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.port.Network;
import io.penumbra.core.port.StateStore;
import io.penumbra.simulation.broken.BadCoordinators;
import io.penumbra.simulation.broken.BadDisks;
import io.penumbra.simulation.broken.BadNetworks;
import io.penumbra.simulation.broken.BadStores;
import io.penumbra.testkit.sim.SimulationFailure;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
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

    /** Hazard 62: its bytes go with the chunk, or with the next compaction. */
    @Test
    void aPieceThatIsUsedAgainWhenNothingUsedItAnyMoreIsFound() {
        find(
                "pieces kept that nothing uses",
                ANY,
                20,
                () -> Collaborators.SOUND.withMastersStore(BadStores::keepingPieces));
    }

    /** Hazard 62: where frames went is not known any more. */
    @Test
    void aCompactionThatForgetsWhereFramesWentIsFound() {
        find("moves lost", ANY, 1, () -> store(BadStores::losingTable, 'M'));
    }

    /** Hazard 85. */
    @Test
    void aLongFileThatLosesItsLaterExtentsIsFound() {
        find("extents lost", ANY, 4, () -> store(BadStores::losingTable, 'x'));
    }

    /** Hazard 58: a deleted thing returns. */
    @Test
    void aDeleteThatIsNotKeptIsFound() {
        find("names that stay", ANY, 1, () -> store(BadStores::keepingTable, 'd'));
    }

    /** Hazard 54. */
    @Test
    void aFileWhoseNewContentIsForgottenIsFound() {
        find("changes of inodes forgotten", ANY, 1, () -> store(BadStores::forgetting, 'i'));
    }

    /** Hazard 81. */
    @Test
    void aChunkWhoseUseIsForgottenIsFound() {
        find("changes of chunks forgotten", ANY, 1, () -> store(BadStores::forgetting, 'c'));
    }

    /** Hazard 37. */
    @Test
    void anIdThatWasNeverGrantedIsFound() {
        find("ranges of ids lost", ANY, 1, () -> store(BadStores::losingTable, 'r'));
    }

    /** Hazard 34: one member has it, and says that all have. */
    @Test
    void anAcknowledgementForMembersThatWereSentNothingIsFound() {
        find("appends kept", ANY, 46, () -> chunkservers(BadNetworks::keepingAppends));
    }

    /** Hazard 50. */
    @Test
    void damageThatIsNotReportedIsFound() {
        find("damage hidden", ANY, 1, () -> chunkservers(BadNetworks::hidingDamage));
    }

    /** Hazard 62: a copy is counted that was never made. */
    @Test
    void aCopyThatIsClaimedAndNotMadeIsFound() {
        find("copies claimed", ANY, 1, () -> chunkservers(BadNetworks::claimingCopies));
    }

    /** Hazard 62: all members make the same, and it is not what the file had. */
    @Test
    void partsThatArePutTogetherInAnotherOrderAreFound() {
        find("parts in another order", ANY, 1, () -> chunkservers(BadNetworks::turningParts));
    }

    /** Hazard 57: what is in use is thrown away. */
    @Test
    void aCollectorThatTakesWhatIsInUseIsFound() {
        find(
                "more discarded",
                ANY,
                6,
                () -> Collaborators.SOUND.withMastersNetwork(BadNetworks::discardingMore));
    }

    /** Hazard 35. */
    @Test
    void aChangeThatIsRepeatedUnderAnotherNumberIsFound() {
        find(
                "edits repeated",
                HISTORY,
                1,
                () -> Collaborators.SOUND.withClientsNetwork(BadNetworks::repeatingEdits));
    }

    private static Collaborators store(
            BiFunction<StateStore, Character, StateStore> broken, char table) {
        return Collaborators.SOUND.withMastersStore(store -> broken.apply(store, table));
    }

    private static Collaborators chunkservers(UnaryOperator<Network> broken) {
        return Collaborators.SOUND.withChunkserversNetwork(broken);
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
