package io.penumbra.master.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.Epoch;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Coordinator;
import io.penumbra.master.journal.HeadNode.Taking;
import io.penumbra.master.journal.LossyCoordinator.Loss;
import io.penumbra.master.record.Head;
import io.penumbra.master.record.Head.Tip;
import io.penumbra.platform.zookeeper.ClusterPaths;
import io.penumbra.testkit.coordinator.FakeEnsemble;
import io.penumbra.testkit.coordinator.Troubles;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.sim.Simulated;
import io.penumbra.testkit.sim.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JournalTest {
    private static final int ENTRIES = 7;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static List<Long> numbers(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    /** What stands in ZooKeeper, read as a restart would. */
    private static List<Long> replay(Coordinator coordinator, SimProcess process) throws Exception {
        var head = new HeadNode(coordinator, process.clock()).look().orElseThrow().head();
        var read = new ArrayList<Long>();
        var reader = new JournalReader(coordinator, process.clock(), process.threads());
        reader.read(Tip.START, head.tip().entry(), entry -> read.add(entry.number().value()));
        return read;
    }

    static Stream<Arguments> losses() {
        var cases = new ArrayList<Arguments>();
        for (var loss : Loss.values()) {
            for (int first = 1; first <= ENTRIES; first++) {
                for (int count = 1; count <= 4; count++) {
                    cases.add(Arguments.of(loss, first, count));
                }
            }
        }
        return cases.stream();
    }

    /** Hazards 16 and 17: every commit lost in turn, before and after it took effect. */
    @ParameterizedTest
    @MethodSource("losses")
    void whateverIsLostEveryEntryIsCommittedOnceAndInOrder(Loss loss, int first, int count) {
        Simulated.run(
                first * 31L + count,
                process -> {
                    var plain = new FakeEnsemble(process.simulation()).client(process);
                    var taken = JournalBench.lead(plain, process.clock());
                    var lossy = new LossyCoordinator(plain, loss, first, count, () -> {});
                    var bench = bench(lossy, process, taken);
                    bench.commitAll(ENTRIES, PATIENCE);
                    assertThat(bench.deposed).isEmpty();
                    assertThat(bench.committed).isEqualTo(numbers(ENTRIES));
                    assertThat(replay(plain, process)).isEqualTo(numbers(ENTRIES));
                });
    }

    /** Hazards 1 and 17: another takes the head between any two commits. */
    @ParameterizedTest
    @MethodSource("losses")
    void aDeposedLeaderCommitsNothingMore(Loss loss, int first, int count) {
        Simulated.run(
                first * 37L + count,
                process -> {
                    var ensemble = new FakeEnsemble(process.simulation());
                    var plain = ensemble.client(process);
                    var taken = JournalBench.lead(plain, process.clock());
                    var other = ensemble.client(process);
                    other.sync(ClusterPaths.HEAD);
                    var node = new HeadNode(other, process.clock());
                    Runnable takeOver =
                            () ->
                                    process.threads()
                                            .virtual(
                                                    "other",
                                                    () ->
                                                            JournalBench.takeAtLast(
                                                                    node, process.clock()));
                    var lossy = new LossyCoordinator(plain, loss, first, count, takeOver);
                    var bench = bench(lossy, process, taken);
                    bench.commitAll(1_000, PATIENCE);
                    assertThat(bench.deposed).hasSize(1);
                    process.clock().sleep(Duration.ofSeconds(5));
                    var head = new HeadNode(plain, process.clock()).look().orElseThrow().head();
                    assertThat(head.epoch()).isEqualTo(new Epoch(2));
                    assertThat(replay(plain, process).subList(0, bench.committed.size()))
                            .isEqualTo(bench.committed);
                });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aRestlessZooKeeperLosesNothing(long seed) {
        Simulated.run(
                seed,
                process -> {
                    var ensemble = new FakeEnsemble(process.simulation());
                    var client = ensemble.client(process);
                    var taken = JournalBench.lead(client, process.clock());
                    ensemble.setTroubles(
                            new Troubles(
                                    0.05,
                                    0.05,
                                    0.05,
                                    Duration.ofMillis(300),
                                    0,
                                    Duration.ofMillis(500)));
                    var bench = bench(client, process, taken);
                    bench.commitAll(60, Duration.ofMinutes(10));
                    ensemble.setTroubles(Troubles.NONE);
                    assertThat(bench.deposed).isEmpty();
                    assertThat(bench.committed).isEqualTo(numbers(60));
                    process.clock().sleep(Duration.ofSeconds(2));
                    assertThat(replay(client, process)).isEqualTo(numbers(60));
                });
    }

    /** Hazards 22 and 71: absence alone never ends the leader's role. */
    @Test
    void aCommitWaitsForZooKeeperToComeBack() {
        Simulated.run(
                5,
                process -> {
                    var ensemble = new FakeEnsemble(process.simulation());
                    var client = ensemble.client(process);
                    var bench = bench(client, process, JournalBench.lead(client, process.clock()));
                    ensemble.stop();
                    process.clock().after(Duration.ofMinutes(2), ensemble::start);
                    bench.commitAll(5, Duration.ofMinutes(5));
                    assertThat(bench.deposed).isEmpty();
                    assertThat(bench.committed).isEqualTo(numbers(5));
                });
    }

    @Test
    void anIdleLeaderProvesItsLeadByRenewing() {
        Simulated.run(
                6,
                process -> {
                    var ensemble = new FakeEnsemble(process.simulation());
                    var client = ensemble.client(process);
                    var bench = bench(client, process, JournalBench.lead(client, process.clock()));
                    bench.journal.renew();
                    bench.runUntil(() -> !bench.proven.isEmpty(), PATIENCE);
                    JournalBench.take(client, process.clock(), 2);
                    bench.journal.renew();
                    bench.runUntil(() -> !bench.deposed.isEmpty(), PATIENCE);
                    assertThat(bench.proven).hasSize(1);
                });
    }

    /** Hazard 4: two candidates, one head. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void ofTwoThatTakeTheSameHeadOneSucceeds(long seed) {
        var simulation = new Simulation(seed);
        var ensemble = new FakeEnsemble(simulation);
        var first = simulation.node("first").boot();
        Simulated.run(
                first,
                process -> {
                    var client = ensemble.client(process);
                    JournalBench.lead(client, process.clock());
                });
        ensemble.setTroubles(
                new Troubles(0.1, 0.3, 0.1, Duration.ofMillis(200), 0, Duration.ofMillis(200)));
        var won = new ArrayList<String>();
        var ended = new int[1];
        for (var name : List.of("a", "b")) {
            var process = simulation.node(name).boot();
            process.threads()
                    .virtual(
                            name,
                            () -> {
                                try {
                                    takeOnce(ensemble, process, name, won);
                                } finally {
                                    ended[0]++;
                                }
                            });
        }
        simulation.runUntil(() -> ended[0] == 2, PATIENCE, "both have tried");
        assertThat(won).hasSize(1);
    }

    private static void takeOnce(
            FakeEnsemble ensemble, SimProcess process, String name, List<String> won) {
        var client = ensemble.client(process);
        var node = new HeadNode(client, process.clock());
        var seen = ensemble.tree().read(ClusterPaths.HEAD).orElseThrow();
        try {
            var sighting = new HeadNode.Sighting(Head.decode(seen.content()), seen.version());
            var leader = new Head.Leader(name.hashCode(), new Address(name, 7000));
            if (node.take(sighting, leader) instanceof Taking.Taken) {
                won.add(name);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JournalBench bench(
            Coordinator coordinator, SimProcess process, HeadNode.Sighting taken) {
        return new JournalBench(coordinator, process.clock(), process.threads(), taken);
    }
}
