package io.penumbra.shadow.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.master.archive.ArchiveSettings;
import io.penumbra.master.record.Head;
import io.penumbra.master.state.Meta;
import io.penumbra.platform.disk.DirectoryArchive;
import io.penumbra.platform.zookeeper.ClusterPaths;
import io.penumbra.testkit.disk.FakeDisk;
import io.penumbra.testkit.state.TreeStateStore;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The journal leaves ZooKeeper in segments, and nothing of it is lost on the way. */
final class SegmentsTest {
    private static final int FILES = 45;

    private static MasterWorld world(long seed) {
        var world = new MasterWorld(seed);
        world.archiveSettings =
                new ArchiveSettings(1 << 20, 20, Duration.ofHours(1), 1_000, 1_000_000);
        return world.founded();
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

    private static void untilCut(MasterWorld world) {
        world.until(
                () -> {
                    var head = head(world);
                    return head.tip().entry().value() - head.tail().cut().value() < 20
                            && !isInZooKeeper(world, 1)
                            && !isInZooKeeper(world, head.tail().cut().value());
                },
                "the tail is short");
    }

    @Test
    void theTailIsCutAndABlankMasterIsMadeFromSegmentsAndTail() {
        var world = world(1);
        var leader = world.booted("m1");
        world.until(leader::leads, "m1 leads");
        world.makeFiles(1, "/f", FILES, Duration.ZERO);
        untilCut(world);
        assertThat(head(world).tail().bytes()).isLessThan(20 * 400);
        var blank = world.booted("m2");
        world.until(() -> blank.follows(leader), "m2 follows");
        world.assertEqual(leader, blank);
        assertThat(blank.folder.statesAside()).isZero();
    }

    /** Hazard 28: a shadow that was away while the tail was cut. */
    @Test
    void aShadowThatLaggedBehindTheCutTailCatchesUp() {
        var world = world(2);
        var pair = world.pair();
        world.makeFiles(1, "/before", FILES, Duration.ZERO);
        pair.get(1).node.kill();
        world.makeFiles(2, "/while-away", FILES, Duration.ZERO);
        untilCut(world);
        pair.get(1).boot();
        world.until(() -> pair.get(1).follows(pair.get(0)), "m2 follows again");
        world.assertEqual(pair.get(0), pair.get(1));
        assertThat(pair.get(1).folder.statesAside()).isZero();
    }

    /** Hazard 27: a state of another history, whose place is in a segment by now. */
    @Test
    void aStateOffTheJournalIsRecognizedBehindTheCut() {
        var other = world(3);
        var stranger = other.booted("m1");
        other.until(stranger::leads, "m1 leads");
        other.makeFiles(7, "/other", FILES, Duration.ZERO);
        stranger.node.kill();

        var world = world(4);
        var leader = world.booted("m1");
        world.until(leader::leads, "m1 leads");
        world.makeFiles(1, "/f", FILES, Duration.ZERO);
        world.makeFiles(2, "/g", FILES, Duration.ZERO);
        untilCut(world);
        var shadow = world.machine("m2");
        shadow.folder.replaceBy(stranger.folder.state());
        shadow.boot();
        world.until(() -> shadow.follows(leader), "m2 follows");
        world.assertEqual(leader, shadow);
        assertThat(shadow.folder.statesAside()).isEqualTo(1);
    }

    @Test
    void anIdleClusterWritesNoSegments() {
        var world = world(5);
        world.archiveSettings =
                new ArchiveSettings(1 << 20, 1_000, Duration.ofSeconds(5), 1_000, 1_000_000);
        var leader = world.booted("m1");
        world.until(leader::leads, "m1 leads");
        world.simulation.runFor(Duration.ofSeconds(20));
        long revision = head(world).tail().revision();
        world.simulation.runFor(Duration.ofMinutes(5));
        assertThat(head(world).tail().revision()).isEqualTo(revision).isPositive();
        assertThat(head(world).tail().bytes()).isZero();
    }

    static IntStream steps() {
        return IntStream.rangeClosed(1, 30);
    }

    /** Hazard 21: the leader dies before each step that it takes in the archive. */
    @ParameterizedTest
    @MethodSource("steps")
    void aLeaderKilledAtAnyStepInTheArchiveLosesNothing(int step) {
        var world = world(100 + step);
        world.dieInArchive(step);
        goOnWithoutLoss(world);
    }

    static IntStream commits() {
        return IntStream.rangeClosed(1, 8);
    }

    /** Hazard 21: and after each commit of its own that has to do with segments. */
    @ParameterizedTest
    @MethodSource("commits")
    void aLeaderKilledAfterAnyCommitOfACutLosesNothing(int commit) {
        var world = world(200 + commit);
        var seen = new int[1];
        world.ensemble.addWitness((client, changes, _) -> {
            boolean cuts =
                    changes.stream()
                            .anyMatch(change ->
                                    change.path().equals(ClusterPaths.SEGMENTS)
                                            || change instanceof Change.Delete);
            if (cuts && client.equals("m1") && ++seen[0] == commit) {
                world.simulation.after(Duration.ZERO, () -> world.machine("m1").node.kill());
            }
        });
        goOnWithoutLoss(world);
    }

    private static void goOnWithoutLoss(MasterWorld world) {
        var pair = world.pair();
        world.makeFiles(1, "/first", FILES, Duration.ZERO);
        world.makeFiles(2, "/second", FILES, Duration.ZERO);
        world.until(() -> pair.get(0).leads() || pair.get(1).leads(), "somebody leads");
        if (pair.get(1).leads() && !pair.get(0).node.isRunning()) {
            pair.get(0).boot();
        }
        untilCut(world);
        var blank = world.booted("m3");
        world.until(() -> pair.stream().anyMatch(blank::follows), "m3 follows");
        var leader = pair.get(0).leads() ? pair.get(0) : pair.get(1);
        world.assertEqual(leader, blank);
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

    /** Whatever is flipped in a segment is noticed, and no state is made of it. */
    @ParameterizedTest
    @ValueSource(longs = {0, 10, 24, 30, 60, 80, 100, 150, 200, 400, 700, 1_000})
    void aDamagedSegmentMakesNoState(long position) throws Exception {
        var world = world(300 + position);
        var leader = world.booted("m1");
        world.until(leader::leads, "m1 leads");
        world.makeFiles(1, "/f", FILES, Duration.ZERO);
        untilCut(world);
        var first = new DirectoryArchive(new FakeDisk(world.archivePlatter)).names().getFirst();
        world.flip(first, position);
        var blank = world.booted("m2");
        world.simulation.runFor(Duration.ofSeconds(10));
        assertThat(blank.follows(leader)).isFalse();
        assertThat(Meta.tip(blank.folder.state()).entry().value()).isZero();
        world.flip(first, position);
        world.until(() -> blank.follows(leader), "m2 follows");
        world.assertEqual(leader, blank);
    }

    /** Hazard 20: an archive that fails costs an alarm and a longer tail, nothing else. */
    @Test
    void whenTheArchiveFailsTheTailGrowsUntilItIsBack() {
        var world = world(400);
        var down = new boolean[] {true};
        world.archivePlatter.onEach((_, _) -> {
            if (down[0]) {
                throw new IOException("no archive");
            }
        });
        var leader = world.booted("m1");
        world.until(leader::leads, "m1 leads");
        world.makeFiles(1, "/f", FILES, Duration.ZERO);
        world.simulation.runFor(Duration.ofSeconds(10));
        assertThat(isInZooKeeper(world, 1)).isTrue();
        assertThat(head(world).tail().cut().value()).isZero();
        down[0] = false;
        untilCut(world);
        leader.node.kill();
        leader.folder.replaceBy(new TreeStateStore());
        leader.boot();
        world.until(leader::leads, "m1 leads again");
    }
}
