package io.penumbra.shadow.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.master.archive.ArchiveSettings;
import io.penumbra.platform.disk.DirectoryArchive;
import io.penumbra.testkit.disk.FakeDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hazards 24, 25 and 28: states are stored whole, and masters are made of them. */
final class CheckpointsTest {
    private static final int FILES = 60;
    private static final long IN_A_SUM = 40;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private static MasterWorld world(long seed) {
        var world = new MasterWorld(seed);
        world.archiveSettings = new ArchiveSettings(1 << 20, 10, Duration.ofHours(1), 2, 1_000_000);
        return world.founded();
    }

    private static List<String> items(MasterWorld world, String prefix) {
        try {
            return new DirectoryArchive(new FakeDisk(world.archivePlatter))
                    .names().stream().filter(name -> name.startsWith(prefix)).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isWholeJournalInSegments(MasterWorld world) {
        return items(world, "segment-%019d-".formatted(1)).size() == 1;
    }

    private static void untilTheBeginningIsGone(MasterWorld world) {
        world.until(
                () -> items(world, "checkpoint-").size() >= 2 && !isWholeJournalInSegments(world),
                "two checkpoints, and no segment before the older");
        world.simulation.runFor(Duration.ofSeconds(2));
    }

    private static MasterWorld.Machine leader(MasterWorld world) {
        var leader = world.booted("m1");
        world.until(leader::leads, "m1 leads");
        world.makeFiles(1, "/first", FILES, PAUSE);
        world.makeFiles(2, "/second", FILES, PAUSE);
        untilTheBeginningIsGone(world);
        return leader;
    }

    @Test
    void aBlankMasterIsMadeFromCheckpointSegmentsAndTail() {
        var world = world(1);
        var leader = leader(world);
        assertThat(items(world, "file-")).hasSize(2);
        var blank = world.booted("m2");
        world.until(() -> blank.follows(leader), "m2 follows");
        assertThat(blank.folder.restored()).isEqualTo(1);
        assertThat(blank.folder.statesAside()).isZero();
        world.assertEqual(leader, blank);
    }

    /** Hazard 24. */
    @Test
    void whenTheNewestCheckpointIsDamagedTheOneBeforeIsUsed() throws Exception {
        for (var prefix : List.of("checkpoint-", "file-")) {
            var world = world(2);
            var leader = leader(world);
            if (prefix.equals("checkpoint-")) {
                world.flip(items(world, prefix).getLast(), IN_A_SUM);
            } else {
                world.flip(items(world, prefix).getFirst(), IN_A_SUM);
            }
            var blank = world.booted("m2");
            world.until(() -> blank.follows(leader), "m2 follows");
            assertThat(blank.folder.restored()).isEqualTo(1);
            world.assertEqual(leader, blank);
        }
    }

    /** Nothing is made of a damaged one, and nothing is set aside for it. */
    @Test
    void whenAllCheckpointsAreDamagedNoStateIsMade() throws Exception {
        var world = world(3);
        var leader = leader(world);
        for (var list : items(world, "checkpoint-")) {
            world.flip(list, IN_A_SUM);
        }
        var blank = world.booted("m2");
        world.simulation.runFor(Duration.ofSeconds(10));
        assertThat(blank.follows(leader)).isFalse();
        assertThat(blank.folder.restored()).isZero();
        for (var list : items(world, "checkpoint-")) {
            world.flip(list, IN_A_SUM);
        }
        world.until(() -> blank.follows(leader), "m2 follows");
        world.assertEqual(leader, blank);
    }

    /** Hazard 28: what it lacks is in no segment any more. */
    @Test
    void aShadowThatWasAwayForVeryLongIsMadeAnew() {
        var world = world(4);
        var pair = world.pair();
        pair.get(1).node.kill();
        world.makeFiles(1, "/first", FILES, PAUSE);
        world.makeFiles(2, "/second", FILES, PAUSE);
        untilTheBeginningIsGone(world);
        pair.get(1).boot();
        world.until(() -> pair.get(1).follows(pair.get(0)), "m2 follows again");
        assertThat(pair.get(1).folder.statesAside()).isEqualTo(1);
        assertThat(pair.get(1).folder.restored()).isEqualTo(1);
        world.assertEqual(pair.get(0), pair.get(1));
    }

    static IntStream steps() {
        return IntStream.rangeClosed(1, 30).map(step -> 4 * step);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aLeaderKilledAtAnyStepLosesNothing(int step) {
        var world = world(100 + step);
        world.dieInArchive(step);
        var pair = world.pair();
        world.makeFiles(1, "/first", FILES, PAUSE);
        world.makeFiles(2, "/second", FILES, PAUSE);
        untilTheBeginningIsGone(world);
        var blank = world.booted("m3");
        world.until(() -> pair.stream().anyMatch(blank::follows), "m3 follows");
        var leader = pair.get(0).leads() ? pair.get(0) : pair.get(1);
        world.assertEqual(leader, blank);
    }
}
