package io.penumbra.shadow.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.port.Address;
import io.penumbra.master.archive.ArchiveSettings;
import io.penumbra.master.state.Meta;
import io.penumbra.master.state.StateDigest;
import io.penumbra.platform.disk.DirectoryArchive;
import io.penumbra.testkit.disk.FakeDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hazards 24, 25 and 28: states are stored whole, and masters are made of them. */
final class CheckpointsTest {
    private static final List<Address> MASTERS =
            List.of(new Address("m1", MasterWorld.PORT), new Address("m2", MasterWorld.PORT));
    private static final int FILES = 60;

    private static MasterWorld world(long seed) {
        var world = new MasterWorld(seed);
        world.archiveSettings = new ArchiveSettings(1 << 20, 10, Duration.ofHours(1), 2, 1_000_000);
        return world.founded();
    }

    private static void makeFiles(MasterWorld world, long client, String prefix) {
        world.run(
                "client",
                process -> {
                    var user = new TestClient(client, MASTERS, world, process);
                    user.open();
                    for (int i = 0; i < FILES; i++) {
                        assertThat(user.create(prefix + i).hasRefused()).isFalse();
                        process.clock().sleep(Duration.ofMillis(50));
                    }
                });
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

    private static void assertEqual(
            MasterWorld world, MasterWorld.Machine one, MasterWorld.Machine other) {
        world.until(
                () -> Meta.tip(one.folder.state()).equals(Meta.tip(other.folder.state())),
                "both stand at the same entry");
        assertThat(StateDigest.of(other.folder.state()))
                .isEqualTo(StateDigest.of(one.folder.state()));
    }

    private static MasterWorld.Machine leader(MasterWorld world) {
        var leader = world.booted("m1");
        world.until(leader::leads, "m1 leads");
        makeFiles(world, 1, "/first");
        makeFiles(world, 2, "/second");
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
        assertEqual(world, leader, blank);
    }

    /** Hazard 24. */
    @Test
    void whenTheNewestCheckpointIsDamagedTheOneBeforeIsUsed() throws Exception {
        for (var prefix : List.of("checkpoint-", "file-")) {
            var world = world(2);
            var leader = leader(world);
            var disk = new FakeDisk(world.archivePlatter);
            if (prefix.equals("checkpoint-")) {
                flip(disk, items(world, prefix).getLast());
            } else {
                flip(disk, items(world, prefix).getFirst());
            }
            var blank = world.booted("m2");
            world.until(() -> blank.follows(leader), "m2 follows");
            assertThat(blank.folder.restored()).isEqualTo(1);
            assertEqual(world, leader, blank);
        }
    }

    /** Nothing is made of a damaged one, and nothing is set aside for it. */
    @Test
    void whenAllCheckpointsAreDamagedNoStateIsMade() throws Exception {
        var world = world(3);
        var leader = leader(world);
        var disk = new FakeDisk(world.archivePlatter);
        for (var list : items(world, "checkpoint-")) {
            flip(disk, list);
        }
        var blank = world.booted("m2");
        world.simulation.runFor(Duration.ofSeconds(10));
        assertThat(blank.follows(leader)).isFalse();
        assertThat(blank.folder.restored()).isZero();
        for (var list : items(world, "checkpoint-")) {
            flip(disk, list);
        }
        world.until(() -> blank.follows(leader), "m2 follows");
        assertEqual(world, leader, blank);
    }

    /** Hazard 28: what it lacks is in no segment any more. */
    @Test
    void aShadowThatWasAwayForVeryLongIsMadeAnew() {
        var world = world(4);
        var pair = world.pair();
        pair.get(1).node.kill();
        makeFiles(world, 1, "/first");
        makeFiles(world, 2, "/second");
        untilTheBeginningIsGone(world);
        pair.get(1).boot();
        world.until(() -> pair.get(1).follows(pair.get(0)), "m2 follows again");
        assertThat(pair.get(1).folder.statesAside()).isEqualTo(1);
        assertThat(pair.get(1).folder.restored()).isEqualTo(1);
        assertEqual(world, pair.get(0), pair.get(1));
    }

    private static void flip(FakeDisk disk, String name) throws IOException {
        try (var file = disk.open(name, FakeDisk.Open.EXISTING)) {
            var one = ByteBuffer.allocate(1);
            file.read(40, one);
            one.put(0, (byte) (one.get(0) ^ 1)).rewind();
            file.write(40, List.of(one));
        }
    }

    static IntStream steps() {
        return IntStream.rangeClosed(1, 30).map(step -> 4 * step);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aLeaderKilledAtAnyStepLosesNothing(int step) {
        var world = world(100 + step);
        var taken = new int[1];
        var real = world.archive;
        world.archive =
                process ->
                        process.node().name().equals("m1") && process.incarnation() == 1
                                ? new HaltingArchive(
                                        real.apply(process),
                                        () -> {
                                            if (++taken[0] == step) {
                                                process.halt();
                                            }
                                        })
                                : real.apply(process);
        var pair = world.pair();
        makeFiles(world, 1, "/first");
        makeFiles(world, 2, "/second");
        untilTheBeginningIsGone(world);
        var blank = world.booted("m3");
        world.until(() -> pair.stream().anyMatch(blank::follows), "m3 follows");
        var leader = pair.get(0).leads() ? pair.get(0) : pair.get(1);
        assertEqual(world, leader, blank);
    }
}
