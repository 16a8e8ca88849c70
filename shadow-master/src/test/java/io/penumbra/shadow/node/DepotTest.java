package io.penumbra.shadow.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.EntryNumber;
import io.penumbra.master.archive.ArchiveSettings;
import io.penumbra.master.record.Head;
import io.penumbra.master.state.SettingTable;
import io.penumbra.platform.disk.DirectoryArchive;
import io.penumbra.platform.zookeeper.ClusterPaths;
import io.penumbra.testkit.disk.FakeDisk;
import io.penumbra.testkit.disk.FakePlatter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What leaves the journal is on the chunkservers, and masters are made of it. */
final class DepotTest {
    private static final int FILES = 60;
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration COPIED = Duration.ofMinutes(2);

    private static MasterWorld world(long seed) {
        var world = new MasterWorld(seed);
        world.archiveSettings = new ArchiveSettings(1 << 20, 10, Duration.ofHours(1), 2, 1_000_000);
        return world.founded();
    }

    private static MasterWorld.Machine leader(MasterWorld world) {
        var leader = world.booted("m1");
        world.until(leader::leads, "m1 leads");
        return leader;
    }

    private static void makeFiles(MasterWorld world) {
        world.makeFiles(1, "/first", FILES, PAUSE);
        world.makeFiles(2, "/second", FILES, PAUSE);
    }

    private static Head head(MasterWorld world) {
        try {
            return Head.decode(
                    world.ensemble.tree().read(ClusterPaths.HEAD).orElseThrow().content());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isInZooKeeper(MasterWorld world, long entry) {
        return world.ensemble
                .tree()
                .read(ClusterPaths.journalEntry(new EntryNumber(entry)))
                .isPresent();
    }

    private static void untilTheBeginningIsGone(MasterWorld world, Chunkservers chunkservers) {
        world.until(
                () ->
                        chunkservers.items("checkpoint-").size() >= 2
                                && chunkservers.items("segment-%019d-".formatted(1)).isEmpty(),
                "two checkpoints, and no segment before the older");
        world.simulation.runFor(Duration.ofSeconds(2));
    }

    private static void blank(MasterWorld.Machine master) {
        master.node.kill();
        master.platter = new FakePlatter();
        master.folder = new MemoryFolder();
    }

    /** Hazard 28: only ZooKeeper and the chunkservers are left. */
    @Test
    void bothMastersStartOnBlankDisks() {
        var world = world(1);
        var chunkservers = new Chunkservers(world, 3);
        var pair = world.pair();
        makeFiles(world);
        untilTheBeginningIsGone(world, chunkservers);
        var before = pair.get(0).folder.state();
        pair.forEach(DepotTest::blank);
        world.simulation.runFor(Duration.ofSeconds(5));
        var leader = leader(world);
        assertThat(leader.folder.restored()).isEqualTo(1);
        var shadow = world.booted("m2");
        world.until(() -> shadow.follows(leader), "m2 follows");
        world.assertEqual(leader, shadow);
        assertThat(leader.folder.state()).isNotSameAs(before);
        requireFiles(world);
    }

    private static void requireFiles(MasterWorld world) {
        world.run(
                "client",
                process -> {
                    var user = new TestClient(9, MasterWorld.MASTERS, world, process);
                    user.open();
                    for (int i = 0; i < FILES; i++) {
                        assertThat(user.exists("/first" + i)).isTrue();
                        assertThat(user.exists("/second" + i)).isTrue();
                    }
                });
    }

    static IntStream moments() {
        return IntStream.rangeClosed(1, 15).map(step -> 300 + 170 * step);
    }

    /** Hazard 21: the leader dies while it writes, records or trims, whichever it is just at. */
    @ParameterizedTest
    @MethodSource("moments")
    void aLeaderKilledWhileItArchivesLosesNothing(int millis) {
        var world = world(100 + millis);
        var chunkservers = new Chunkservers(world, 3);
        var pair = world.pair();
        world.simulation.after(Duration.ofMillis(millis), pair.get(0).node::kill);
        makeFiles(world);
        world.until(pair.get(1)::leads, "m2 leads");
        pair.get(0).boot();
        untilTheBeginningIsGone(world, chunkservers);
        var blank = world.booted("m3");
        world.until(() -> blank.follows(pair.get(1)), "m3 follows");
        assertThat(blank.folder.restored()).isEqualTo(1);
        world.assertEqual(pair.get(1), blank);
        requireFiles(world);
    }

    @Test
    void everyItemIsOnThreeChunkserversOfFour() {
        var world = world(2);
        var chunkservers = new Chunkservers(world, 4);
        leader(world);
        world.makeFiles(1, "/f", FILES, PAUSE);
        world.until(() -> !chunkservers.items("checkpoint-").isEmpty(), "a checkpoint is made");
        world.simulation.runFor(Duration.ofSeconds(2));
        assertThat(chunkservers.items("")).isNotEmpty();
        for (var item : chunkservers.items("")) {
            assertThat(chunkservers.copies(item)).as(item).isEqualTo(3);
        }
    }

    /** What is removed when it may go takes nothing along. */
    @Test
    void aDrainedChunkserverMayGoWhenTheOthersHaveWhatItHas() {
        var world = world(4);
        var chunkservers = new Chunkservers(world, 4);
        leader(world);
        world.makeFiles(1, "/f", FILES, PAUSE);
        world.until(() -> !chunkservers.items("checkpoint-").isEmpty(), "a checkpoint is made");
        world.simulation.runFor(Duration.ofSeconds(2));
        var leaving = chunkservers.get(0);
        assertThat(leaving.items("")).isNotEmpty();
        var others = chunkservers.all().subList(2, 4);
        others.forEach(other -> other.node.kill());
        world.run(
                "client",
                process -> {
                    var user = new TestClient(9, MasterWorld.MASTERS, world, process);
                    user.open();
                    user.drain(leaving.server());
                    process.clock().sleep(Duration.ofSeconds(30));
                    assertThat(user.isCountedOn(leaving.server())).isTrue();
                });
        others.forEach(Chunkservers.Machine::boot);
        world.run(
                "another client",
                process -> {
                    var user = new TestClient(10, MasterWorld.MASTERS, world, process);
                    while (user.isCountedOn(leaving.server())) {
                        process.clock().sleep(PAUSE);
                    }
                    for (var item : leaving.items("")) {
                        assertThat(chunkservers.copies(item)).as(item).isEqualTo(4);
                    }
                });
    }

    /** Two are lost for good one after the other: nothing of the journal goes with them. */
    @Test
    void copiesOfALostChunkserverAreMadeAgain() {
        var world = world(3);
        var chunkservers = new Chunkservers(world, 4);
        leader(world);
        makeFiles(world);
        untilTheBeginningIsGone(world, chunkservers);
        for (int lost = 0; lost < 2; lost++) {
            chunkservers.get(lost).node.kill();
            chunkservers.get(lost).platter = new FakePlatter();
            var left = 3 - lost;
            world.simulation.runUntil(
                    () ->
                            chunkservers.items("").stream()
                                    .allMatch(item -> chunkservers.copies(item) == left),
                    COPIED,
                    "as many copies as there can be");
        }
        world.machine("m1").node.kill();
        var blank = world.booted("m2");
        world.simulation.runUntil(blank::leads, COPIED, "m2 leads");
        assertThat(blank.folder.restored()).isEqualTo(1);
        requireFiles(world);
    }

    /** A copy that rots is not used; another one is made in its place. */
    @Test
    void damagedCopiesAreReadFromOthersAndMadeAgain() {
        var world = world(4);
        var chunkservers = new Chunkservers(world, 3);
        var leader = leader(world);
        makeFiles(world);
        untilTheBeginningIsGone(world, chunkservers);
        chunkservers.get(0).rot();
        chunkservers.get(1).rot();
        var blank = world.booted("m2");
        world.until(() -> blank.follows(leader), "m2 follows");
        assertThat(blank.folder.restored()).isEqualTo(1);
        world.assertEqual(leader, blank);
    }

    /** Hazard 20: without chunkservers the tail grows; with too few it is not cut either. */
    @Test
    void whenTooFewChunkserversAreThereTheTailStaysInZooKeeper() {
        var world = world(5);
        var chunkservers = new Chunkservers(world, 2);
        leader(world);
        world.until(() -> joined(world) >= 2, "both are known");
        chunkservers.get(0).node.kill();
        world.simulation.runFor(Duration.ofSeconds(10));
        world.makeFiles(1, "/f", FILES, PAUSE);
        world.simulation.runFor(Duration.ofSeconds(30));
        assertThat(isInZooKeeper(world, 1)).isTrue();
        assertThat(head(world).tail().cut().value()).isZero();
        chunkservers.get(0).boot();
        world.until(() -> !isInZooKeeper(world, 1), "the tail is cut");
        for (var item : chunkservers.items("segment-")) {
            assertThat(chunkservers.copies(item)).isEqualTo(2);
        }
    }

    private static int joined(MasterWorld world) {
        return SettingTable.countServers(world.machine("m1").folder.state(), 2);
    }

    /** A chunkserver that was away while items were deleted brings them back, and loses them. */
    @Test
    void whatAReturningChunkserverStillHasOfThePastGoes() {
        var world = world(6);
        var chunkservers = new Chunkservers(world, 3);
        leader(world);
        world.makeFiles(5, "/early", 15, PAUSE);
        world.until(() -> !chunkservers.items("segment-").isEmpty(), "a segment is written");
        world.simulation.runFor(Duration.ofSeconds(1));
        var early = chunkservers.get(0).items("segment-").getFirst();
        chunkservers.get(0).node.kill();
        world.simulation.runFor(Duration.ofSeconds(10));
        makeFiles(world);
        world.until(() -> chunkservers.copies(early) == 1, "only the absent one has it");
        chunkservers.get(0).boot();
        world.simulation.runUntil(
                () -> chunkservers.copies(early) == 0, COPIED, "the absent one has it no more");
    }

    /** A cluster of an older version, whose masters shared a directory. */
    @Test
    void whatIsInADirectoryIsReadAndMovesToTheChunkservers() throws Exception {
        var world = world(7);
        var first = leader(world);
        makeFiles(world);
        world.until(() -> oldItems(world).size() > 3, "items are in the directory");
        first.node.kill();
        var inDirectory = world.archivePlatter;
        var chunkservers = new Chunkservers(world, 3);
        world.archives =
                process ->
                        chunkservers
                                .depot(process, new FakeDisk(new FakePlatter(), process))
                                .after(new DirectoryArchive(new FakeDisk(inDirectory, process)));
        blank(first);
        var leader = leader(world);
        assertThat(leader.folder.restored()).isEqualTo(1);
        requireFiles(world);
        world.simulation.runUntil(
                () -> oldItems(world).isEmpty(), Duration.ofMinutes(10), "all has moved");
        assertThat(chunkservers.items("checkpoint-")).hasSize(2);
    }

    private static List<String> oldItems(MasterWorld world) {
        try {
            return new DirectoryArchive(new FakeDisk(world.archivePlatter)).names();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
