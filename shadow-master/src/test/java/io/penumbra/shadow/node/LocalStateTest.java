package io.penumbra.shadow.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.testkit.state.TreeStateStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a master does about a state and a journal that do not belong together. */
final class LocalStateTest {
    private static MasterWorld ledFor(long seed, Duration duration) {
        var world = new MasterWorld(seed).founded();
        var machine = world.booted("m1");
        world.until(machine::leads, "m1 leads");
        world.simulation.runFor(duration);
        machine.node.kill();
        return world;
    }

    private static void adopt(MasterWorld.Machine machine, MasterWorld.Machine from) {
        machine.platter = from.platter;
        machine.folder = from.folder;
    }

    /** Hazards 12 and 27: an old ZooKeeper under a newer state. */
    @Test
    void aStateAheadOfTheHeadMeansThatZooKeeperWentBack() {
        var old = ledFor(1, Duration.ofSeconds(1));
        var ahead = old.machine("m1");
        var again = new MasterWorld(2).founded();
        adopt(again.machine("m1"), ahead);
        again.machine("m1").boot();
        again.until(() -> !again.machine("m1").refusals.isEmpty(), "it refuses");
        assertThat(again.machine("m1").refusals.getFirst().code())
                .isEqualTo(RefusalCode.PRECONDITION_FAILED);
        assertThat(again.machine("m1").folder.statesAside()).isZero();
        assertThat(again.machine("m1").leads()).isFalse();
    }

    /** Hazard 12: nothing is founded anew over data that exists. */
    @Test
    void aBlankZooKeeperUnderExistingDataIsRefused() {
        var old = ledFor(3, Duration.ofSeconds(1));
        var world = new MasterWorld(4);
        adopt(world.machine("m1"), old.machine("m1"));
        world.machine("m1").boot();
        world.until(() -> !world.machine("m1").refusals.isEmpty(), "it refuses");
        assertThat(world.machine("m1").refusals.getFirst().code())
                .isEqualTo(RefusalCode.PRECONDITION_FAILED);
    }

    /** Hazard 13: the data of one cluster over the ZooKeeper of another. */
    @Test
    void theDataOfAnotherClusterIsRefused() {
        var old = ledFor(5, Duration.ofSeconds(1));
        var world = new MasterWorld(6).founded("11111111-2222-3333-4444-555555555555");
        adopt(world.machine("m1"), old.machine("m1"));
        world.machine("m1").boot();
        world.until(() -> !world.machine("m1").refusals.isEmpty(), "it refuses");
        assertThat(world.machine("m1").refusals.getFirst().code())
                .isEqualTo(RefusalCode.WRONG_CLUSTER);
    }

    /** Hazard 27: a state of another history is set aside, and made anew from the first entry. */
    @Test
    void aStateOffTheJournalIsSetAsideAndMadeAnew() {
        var other = ledFor(7, Duration.ofSeconds(1));
        var world = ledFor(8, Duration.ofSeconds(5));
        var machine = world.machine("m1");
        machine.folder.replaceBy(other.machine("m1").folder.state());
        machine.boot();
        world.until(machine::leads, "m1 leads again");
        assertThat(machine.folder.statesAside()).isEqualTo(1);
    }

    @Test
    void aStateThatWasLostIsMadeAnew() {
        var world = ledFor(9, Duration.ofSeconds(2));
        var machine = world.machine("m1");
        machine.folder.replaceBy(new TreeStateStore());
        machine.boot();
        world.until(machine::leads, "m1 leads again");
        assertThat(machine.folder.statesAside()).isZero();
    }

    /** Hazard 14: one data directory, two processes. */
    @Test
    void aDataDirectoryThatIsInUseIsRefused() {
        var world = new MasterWorld(10).founded();
        var machine = world.booted("m1");
        world.until(machine::leads, "m1 leads");
        var twin = world.machine("m2");
        adopt(twin, machine);
        twin.boot();
        world.until(() -> twin.failure != null, "the second fails to start");
        assertThat(machine.leads()).isTrue();
    }
}
