package io.penumbra.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.core.port.Coordinator.Outcome;
import io.penumbra.core.port.Disk.Open;
import io.penumbra.core.port.StateStore.Put;
import io.penumbra.testkit.coordinator.FakeEnsemble;
import io.penumbra.testkit.coordinator.Troubles;
import io.penumbra.testkit.disk.FakeDisk;
import io.penumbra.testkit.disk.FakePlatter;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.sim.Simulated;
import io.penumbra.testkit.sim.Simulation;
import io.penumbra.testkit.state.TreeStateStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What goes wrong on purpose does go wrong, in every way that it may. */
final class FakeTroublesTest {
    private static final int SEEDS = 60;

    @Test
    void aPowerCutForgetsSomeOfWhatWasNotSyncedAndNothingElse() throws IOException {
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            var platter = new FakePlatter(new SplittableRandom(seed), 1 << 20);
            var disk = new FakeDisk(platter);
            try (var file = disk.open("f", Open.NEW)) {
                file.write(0, List.of(bytes("safe ")));
                file.sync();
                disk.syncNames("");
                file.write(5, List.of(bytes("lost")));
            }
            platter.cutPower();
            seen.add(content(disk, "f"));
        }
        assertThat(seen).contains("safe ", "safe lost").allMatch(text -> text.startsWith("safe "));
    }

    @Test
    void aNameThatWasNotSyncedMayBeGoneThoughItsBytesWere() throws IOException {
        Set<Boolean> seen = new HashSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            var platter = new FakePlatter(new SplittableRandom(seed), 1 << 20);
            var disk = new FakeDisk(platter);
            try (var file = disk.open("f", Open.NEW)) {
                file.write(0, List.of(bytes("x")));
                file.sync();
            }
            platter.cutPower();
            seen.add(disk.exists("f"));
        }
        assertThat(seen).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void afterAFailedSyncTheBytesAreNotSafeWhateverALaterSyncSays() throws IOException {
        var platter = new FakePlatter();
        var disk = new FakeDisk(platter);
        try (var file = disk.open("f", Open.NEW)) {
            disk.syncNames("");
            file.write(0, List.of(bytes("x")));
            platter.onEach(FakeTroublesTest::failSyncs);
            assertThat(fails(file::sync)).isTrue();
            platter.onEach((_, _) -> {});
            file.sync();
        }
        platter.cutPower();
        assertThat(content(disk, "f")).isEmpty();
    }

    private static void failSyncs(String operation, String name) throws IOException {
        if (operation.equals("sync")) {
            throw new IOException("no sync of " + name);
        }
    }

    @FunctionalInterface
    private interface Attempt {
        void make() throws IOException;
    }

    private static boolean fails(Attempt attempt) {
        try {
            attempt.make();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aPowerCutForgetsTheLatestBatchesOfAStateInOrder() throws IOException {
        Set<Integer> seen = new HashSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            var store = new TreeStateStore();
            for (int i = 0; i < 4; i++) {
                store.write(List.of(new Put(new byte[] {(byte) i}, new byte[] {1})));
                if (i == 1) {
                    store.sync();
                }
            }
            store = store.cutPower(new SplittableRandom(seed));
            int kept = 0;
            while (store.get(new byte[] {(byte) kept}) != null) {
                kept++;
            }
            seen.add(kept);
        }
        assertThat(seen).containsExactlyInAnyOrder(2, 3, 4);
    }

    @Test
    void anUnknownCommitMayHaveTakenEffectOrNotOrWillLater() {
        var seen = new HashSet<String>();
        for (long seed = 0; seed < SEEDS; seed++) {
            var simulation = new Simulation(seed);
            var ensemble = new FakeEnsemble(simulation);
            ensemble.setTroubles(
                    new Troubles(0.3, 0.3, 0.3, Duration.ofSeconds(1), 0, Duration.ZERO));
            var process = simulation.node("n").boot();
            Simulated.run(process, p -> seen.add(commitOnce(p, ensemble)));
        }
        assertThat(seen).contains("unknown, never", "unknown, there", "unknown, later");
    }

    private static String commitOnce(SimProcess process, FakeEnsemble ensemble) throws Exception {
        Coordinator zookeeper = ensemble.client(process);
        var asked = zookeeper.commit(List.of(new Change.Create("/a", bytes("x").array())));
        var outcome = process.clock().await(asked, Duration.ofMinutes(1));
        if (!(outcome instanceof Outcome.Unknown)) {
            return "known";
        }
        boolean there = ensemble.tree().read("/a").isPresent();
        process.clock().sleep(Duration.ofSeconds(2));
        boolean later = ensemble.tree().read("/a").isPresent();
        return "unknown, " + (there ? "there" : later ? "later" : "never");
    }

    @Test
    void aSilentProcessLosesItsEphemeralNodeAndPutsItBack() {
        var simulation = new Simulation(3);
        var ensemble = new FakeEnsemble(simulation);
        var node = simulation.node("n");
        var process = node.boot();
        Simulated.run(process, p -> ensemble.client(p).register("/members/n", bytes("x").array()));
        simulation.runFor(Duration.ofSeconds(2));
        assertThat(ensemble.tree().children("/members")).containsExactly("n");
        node.pause();
        simulation.runFor(Duration.ofSeconds(10));
        assertThat(ensemble.tree().children("/members")).isEmpty();
        node.resume();
        simulation.runFor(Duration.ofSeconds(10));
        assertThat(ensemble.tree().children("/members")).containsExactly("n");
        node.kill();
        simulation.runFor(Duration.ofSeconds(10));
        assertThat(ensemble.tree().children("/members")).isEmpty();
    }

    @Test
    void whatWasAskedWhileTheWayWasCutIsNotWaitedForAfterItHealed() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var simulation = new Simulation(seed);
            var ensemble = new FakeEnsemble(simulation);
            var node = simulation.node("n");
            var asked = new ArrayList<CompletableFuture<Outcome>>();
            Simulated.run(
                    node.boot(),
                    process -> {
                        var zookeeper = ensemble.client(process);
                        zookeeper.sync("/");
                        ensemble.cut(node);
                        asked.add(zookeeper.commit(List.of(new Change.Create("/a", new byte[1]))));
                        process.clock().sleep(Duration.ofSeconds(1));
                    });
            ensemble.heal(node);
            simulation.runFor(Duration.ofMinutes(1));
            assertThat(asked).allMatch(CompletableFuture::isDone);
        }
    }

    private static String content(FakeDisk disk, String name) throws IOException {
        try (var file = disk.open(name, Open.EXISTING)) {
            var target = ByteBuffer.allocate((int) file.length());
            file.read(0, target);
            return new String(target.array(), UTF_8);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
