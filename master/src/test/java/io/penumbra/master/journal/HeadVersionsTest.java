package io.penumbra.master.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.master.journal.LossyCoordinator.Loss;
import io.penumbra.master.record.Head.Tip;
import io.penumbra.platform.zookeeper.ClusterPaths;
import io.penumbra.testkit.coordinator.FakeEnsemble;
import io.penumbra.testkit.coordinator.Troubles;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.sim.Simulated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hazard 86: {@code /head} is made again when its versions reach their bound, here a small one. */
final class HeadVersionsTest {
    private static final HeadVersions SMALL = new HeadVersions(2 * HeadVersions.LEAP);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** The first leader's leap leaves this version, so its 65th commit makes the head again. */
    private static final int COMMITS_TO_THE_BOUND = SMALL.bound() - HeadVersions.LEAP;

    private static List<Long> numbers(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private static List<Long> replay(Coordinator coordinator, SimProcess process) throws Exception {
        var head = new HeadNode(coordinator, process.clock()).look().orElseThrow().head();
        var read = new ArrayList<Long>();
        new JournalReader(coordinator, process.clock(), process.threads())
                .read(Tip.START, head.tip().entry(), entry -> read.add(entry.number().value()));
        return read;
    }

    private static JournalBench bench(
            Coordinator coordinator, SimProcess process, HeadNode.Sighting taken) {
        return new JournalBench(coordinator, process.clock(), process.threads(), taken, SMALL);
    }

    @Test
    void aVersionBelowTheBoundIsSetAndOneAtTheBoundIsMadeAgain() {
        var content = new byte[] {1};
        assertThat(SMALL.next(SMALL.bound() - 1, content).after()).isEqualTo(SMALL.bound());
        assertThat(SMALL.next(SMALL.bound(), content).changes())
                .containsExactly(
                        new Change.Delete(ClusterPaths.HEAD, SMALL.bound()),
                        new Change.Create(ClusterPaths.HEAD, content));
        assertThat(SMALL.next(SMALL.bound(), content).after()).isZero();
    }

    @Test
    void theHeadIsMadeAgainAsOftenAsItReachesTheBoundWithCommitsInFlight() {
        Simulated.run(
                1,
                process -> {
                    var client = new FakeEnsemble(process.simulation()).client(process);
                    var bench = bench(client, process, JournalBench.lead(client, process.clock()));
                    bench.commitAll(500, PATIENCE);
                    bench.journal.renew();
                    int proven = bench.proven.size();
                    bench.runUntil(() -> bench.proven.size() > proven, PATIENCE);
                    assertThat(bench.committed).isEqualTo(numbers(500));
                    assertThat(client.read(ClusterPaths.HEAD).orElseThrow().version())
                            .isLessThanOrEqualTo(SMALL.bound());
                    assertThat(replay(client, process)).isEqualTo(numbers(500));
                });
    }

    static Stream<Arguments> lossesAroundTheBound() {
        return IntStream.rangeClosed(COMMITS_TO_THE_BOUND - 3, COMMITS_TO_THE_BOUND + 4)
                .boxed()
                .flatMap(first ->
                        Stream.of(Loss.values())
                                .flatMap(loss ->
                                        IntStream.rangeClosed(1, 4)
                                                .mapToObj(n -> Arguments.of(loss, first, n))));
    }

    /** Hazard 16, at the bound. */
    @ParameterizedTest
    @MethodSource("lossesAroundTheBound")
    void whateverIsLostAroundTheBoundIsCommittedOnce(Loss loss, int first, int count) {
        Simulated.run(
                first * 41L + count,
                process -> {
                    var plain = new FakeEnsemble(process.simulation()).client(process);
                    var taken = JournalBench.lead(plain, process.clock());
                    var lossy = new LossyCoordinator(plain, loss, first, count, () -> {});
                    var bench = bench(lossy, process, taken);
                    bench.commitAll(COMMITS_TO_THE_BOUND + 10, PATIENCE);
                    assertThat(bench.deposed).isEmpty();
                    assertThat(bench.committed).isEqualTo(numbers(COMMITS_TO_THE_BOUND + 10));
                    assertThat(replay(plain, process)).isEqualTo(bench.committed);
                });
    }

    /** Hazards 1 and 17, at the bound: another takes the head, which makes it again, too. */
    @ParameterizedTest
    @MethodSource("lossesAroundTheBound")
    void aLeaderDeposedAroundTheBoundCommitsNothingMore(Loss loss, int first, int count) {
        Simulated.run(
                first * 43L + count,
                process -> {
                    var ensemble = new FakeEnsemble(process.simulation());
                    var plain = ensemble.client(process);
                    var taken = JournalBench.lead(plain, process.clock());
                    var other = ensemble.client(process);
                    other.sync(ClusterPaths.HEAD);
                    var node = new HeadNode(other, process.clock(), SMALL);
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
                    bench.commitAll(2_000, PATIENCE);
                    assertThat(bench.deposed).hasSize(1);
                    process.clock().sleep(Duration.ofSeconds(5));
                    assertThat(replay(plain, process).subList(0, bench.committed.size()))
                            .isEqualTo(bench.committed);
                });
    }

    /** Each of several successors takes the head where only a leap keeps the one before out. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void leadersThatFollowEachOtherThroughTheBoundLoseNothing(long seed) {
        Simulated.run(
                seed,
                process -> {
                    var ensemble = new FakeEnsemble(process.simulation());
                    var client = ensemble.client(process);
                    var node = new HeadNode(client, process.clock(), SMALL);
                    var taken = JournalBench.lead(client, process.clock());
                    long end = 0;
                    for (int reign = 2; reign < 12; reign++) {
                        ensemble.setTroubles(
                                new Troubles(
                                        0.02,
                                        0.02,
                                        0.02,
                                        Duration.ofMillis(100),
                                        0,
                                        Duration.ofMillis(50)));
                        end += 1 + (seed * 31 + reign * 17L) % 40;
                        var bench = bench(client, process, taken);
                        bench.commitAll((int) end, PATIENCE);
                        assertThat(bench.deposed).isEmpty();
                        ensemble.setTroubles(Troubles.NONE);
                        process.clock().sleep(Duration.ofSeconds(1));
                        taken = JournalBench.take(node, reign);
                        assertThat(taken.head().tip().entry().value()).isEqualTo(end);
                    }
                    assertThat(replay(client, process)).isEqualTo(numbers(end));
                });
    }
}
