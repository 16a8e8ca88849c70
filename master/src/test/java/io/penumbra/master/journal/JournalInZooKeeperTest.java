package io.penumbra.master.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.UserName;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.record.Head.Tip;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.time.SystemClock;
import io.penumbra.platform.time.SystemThreads;
import io.penumbra.platform.zookeeper.CoordinatorConfig;
import io.penumbra.platform.zookeeper.EmbeddedZooKeeper;
import io.penumbra.platform.zookeeper.ZooKeeperCoordinator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.LongStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal over a real ZooKeeper: what the model promises is so. */
final class JournalInZooKeeperTest {
    private static final int ENTRIES = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final FaultHandler faults = FaultHandler.haltingTheProcess();
    private final SystemClock clock = new SystemClock(faults);
    private final SystemThreads threads = new SystemThreads(faults);

    @TempDir private Path directory;

    @Test
    void entriesAreCommittedReadBackAndFencedByTheNextLeader() throws Exception {
        try (var server =
                        EmbeddedZooKeeper.start(
                                EmbeddedZooKeeper.Setup.alone(
                                        directory, new Address("127.0.0.1", 0)),
                                faults);
                var coordinator =
                        new ZooKeeperCoordinator(
                                CoordinatorConfig.of(server.address().toString()), faults)) {
            coordinator.start();
            var taken = JournalBench.lead(coordinator, clock);
            var bench = new JournalBench(coordinator, clock, threads, taken);
            bench.commitAll(ENTRIES, PATIENCE);
            bench.journal.renew();
            var proven = bench.proven.size();
            bench.runUntil(() -> bench.proven.size() > proven, PATIENCE);
            assertThat(bench.committed)
                    .isEqualTo(LongStream.rangeClosed(1, ENTRIES).boxed().toList());

            var read = new ArrayList<Long>();
            new JournalReader(coordinator, clock, threads)
                    .read(
                            Tip.START,
                            bench.journal.committed().tip().entry(),
                            entry -> read.add(entry.number().value()));
            assertThat(read).isEqualTo(bench.committed);

            JournalBench.take(coordinator, clock, 2);
            bench.journal.commit(JournalBench.next(bench.journal.staged()));
            bench.journal.commit(JournalBench.next(bench.journal.staged()));
            bench.runUntil(() -> !bench.deposed.isEmpty(), PATIENCE);
            assertThat(bench.committed).hasSize(ENTRIES);

            Assertions.assertThatThrownBy(() ->
                            new ClusterCreation(coordinator, clock)
                                    .create(JournalBench.CLUSTER, new UserName("another")))
                    .isInstanceOf(RefusedException.class);
        }
    }

    /** Hazard 86. */
    @Test
    void theHeadIsDeletedAndCreatedInOneMultiAtTheBoundOfItsVersions() throws Exception {
        var small = new HeadVersions(2 * HeadVersions.LEAP);
        try (var server =
                        EmbeddedZooKeeper.start(
                                EmbeddedZooKeeper.Setup.alone(
                                        directory, new Address("127.0.0.1", 0)),
                                faults);
                var coordinator =
                        new ZooKeeperCoordinator(
                                CoordinatorConfig.of(server.address().toString()), faults)) {
            coordinator.start();
            var taken = JournalBench.lead(coordinator, clock);
            var bench = new JournalBench(coordinator, clock, threads, taken, small);
            bench.commitAll(small.bound() + ENTRIES, PATIENCE);
            assertThat(bench.deposed).isEmpty();
            var node = new HeadNode(coordinator, clock, small);
            for (int reign = 2; reign < 6; reign++) {
                assertThat(JournalBench.take(node, reign)).isEqualTo(node.look().orElseThrow());
            }
            bench.journal.commit(JournalBench.next(bench.journal.staged()));
            bench.runUntil(() -> !bench.deposed.isEmpty(), PATIENCE);
        }
    }
}
