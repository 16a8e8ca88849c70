package io.penumbra.master.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.Principal;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.journal.ClusterCreation;
import io.penumbra.master.journal.Entry;
import io.penumbra.master.journal.HeadNode;
import io.penumbra.master.journal.Journal;
import io.penumbra.master.journal.Moment;
import io.penumbra.master.placement.Servers;
import io.penumbra.master.record.Head;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.proto.Command;
import io.penumbra.proto.Create;
import io.penumbra.proto.Delete;
import io.penumbra.proto.OpenSession;
import io.penumbra.proto.Outcome;
import io.penumbra.testkit.coordinator.FakeEnsemble;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.sim.Simulated;
import io.penumbra.testkit.state.TreeStateStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DecisionLoopTest {
    private static final UserName FOUNDER = new UserName("founder");
    private static final Duration MOMENT = Duration.ofMillis(50);

    /** What became of one command. */
    private static final class Told implements Waiter {
        private final List<Outcome> outcomes = new ArrayList<>();
        private final List<Refusal> refusals = new ArrayList<>();

        @Override
        public void outcome(Outcome outcome) {
            outcomes.add(outcome);
        }

        @Override
        public void refused(Refusal refusal) {
            refusals.add(refusal);
        }

        boolean nothing() {
            return outcomes.isEmpty() && refusals.isEmpty();
        }

        RefusalCode refusedAs() {
            return outcomes.isEmpty()
                    ? refusals.getFirst().code()
                    : RefusalCode.ofNumber(outcomes.getFirst().getRefused().getCode());
        }
    }

    /** A loop that leads a cluster of its own. */
    private static final class Lead implements DecisionLoop.Observer {
        final FakeEnsemble ensemble;
        final Coordinator coordinator;
        final SimProcess process;
        final DecisionLoop loop;
        final List<String> deposed = new ArrayList<>();
        private long sequence = 1;

        Lead(SimProcess process, LoopSettings settings) throws Exception {
            this.process = process;
            this.ensemble = new FakeEnsemble(process.simulation());
            this.coordinator = ensemble.client(process);
            var clock = process.clock();
            new ClusterCreation(coordinator, clock)
                    .create(new ClusterId("6b1c1a6e-0d52-4c58-9d0a-2a8b4bd8f3a1"), FOUNDER);
            var taken = take(1);
            this.loop =
                    new DecisionLoop(
                            new Journal.Ports(coordinator, clock, process.threads()),
                            new TreeStateStore(),
                            new DecisionLoop.Reign(
                                    taken,
                                    Moment.now(clock),
                                    () -> Servers.NONE,
                                    process.simulation().random("loop")),
                            settings,
                            this);
            var head = taken.head();
            loop.ask(
                    new LeaderCommand.StartEpoch(
                            head.cluster(), head.founder(), new Address("m1", 7000), 1),
                    Waiter.NOBODY);
            loop.start();
            clock.sleep(Duration.ofSeconds(1));
            var opened = send(Command.newBuilder().setOpenSession(OpenSession.newBuilder()));
            clock.sleep(MOMENT);
            assertThat(opened.outcomes).hasSize(1);
        }

        HeadNode.Sighting take(long nonce) throws Exception {
            var node = new HeadNode(coordinator, process.clock());
            var taking =
                    node.take(
                            node.look().orElseThrow(),
                            new Head.Leader(nonce, new Address("m" + nonce, 7000)));
            return ((HeadNode.Taking.Taken) taking).sighting();
        }

        Told create(String path) {
            return send(Command.newBuilder().setCreate(Create.newBuilder().setPath(path)));
        }

        Told delete(String path) throws InterruptedException {
            var told = send(Command.newBuilder().setDelete(Delete.newBuilder().setPath(path)));
            sleep(MOMENT);
            return told;
        }

        Told send(Command.Builder command) {
            var told = new Told();
            var numbered =
                    command.setClient(1).setSequence(sequence++).setLowestUnanswered(1).build();
            loop.submit(
                    List.of(new DecisionLoop.ClientCommand(numbered, Principal.of(FOUNDER), told)));
            return told;
        }

        void sleep(Duration duration) throws InterruptedException {
            process.clock().sleep(duration);
        }

        @Override
        public void merged(Entry entry, Head head) {}

        @Override
        public void beat(Moment now, boolean led) {}

        @Override
        public void deposed(String why) {
            deposed.add(why);
        }
    }

    private interface Body {
        void run(Lead lead) throws Exception;
    }

    private static void run(LoopSettings settings, Body body) {
        for (long seed = 1; seed <= 5; seed++) {
            Simulated.run(seed, process -> body.run(new Lead(process, settings)));
        }
    }

    /** Hazard 15: the refusal rests on a file that nobody has committed yet. */
    @Test
    void aRefusalWaitsForTheBatchItRestsOn() {
        run(
                LoopSettings.DEFAULT,
                lead -> {
                    lead.ensemble.stop();
                    var first = lead.create("/a");
                    lead.sleep(MOMENT);
                    var second = lead.create("/a");
                    lead.sleep(Duration.ofSeconds(2));
                    assertThat(first.nothing()).isTrue();
                    assertThat(second.nothing()).isTrue();
                    lead.ensemble.start();
                    lead.sleep(Duration.ofSeconds(2));
                    assertThat(first.outcomes.getFirst().hasRefused()).isFalse();
                    assertThat(second.refusedAs()).isEqualTo(RefusalCode.ALREADY_EXISTS);
                });
    }

    /** Hazard 15: and when that batch never commits, nobody hears of it. */
    @Test
    void whatRestsOnABatchThatNeverCommitsIsNotTold() {
        run(
                LoopSettings.DEFAULT,
                lead -> {
                    lead.take(2);
                    var first = lead.create("/a");
                    var second = lead.create("/a");
                    lead.sleep(Duration.ofSeconds(1));
                    assertThat(first.refusedAs()).isEqualTo(RefusalCode.NOT_LEADER);
                    assertThat(second.refusedAs()).isEqualTo(RefusalCode.NOT_LEADER);
                    assertThat(lead.deposed).hasSize(1);
                    assertThat(lead.create("/b").refusedAs()).isEqualTo(RefusalCode.NOT_LEADER);
                });
    }

    /** Hazard 22: who waits too long is told to come again, not left alone. */
    @Test
    void aCommandThatWaitsTooLongIsToldToComeAgain() {
        run(
                LoopSettings.DEFAULT,
                lead -> {
                    lead.ensemble.stop();
                    var waiting = lead.create("/a");
                    lead.sleep(Duration.ofSeconds(6));
                    assertThat(waiting.refusedAs()).isEqualTo(RefusalCode.UNAVAILABLE);
                    lead.ensemble.start();
                    lead.sleep(Duration.ofSeconds(3));
                    assertThat(lead.create("/a").nothing()).isTrue();
                    lead.sleep(MOMENT);
                    assertThat(waiting.outcomes).isEmpty();
                });
    }

    /** Hazard 78: beyond its bound the loop refuses at once. */
    @Test
    void commandsBeyondTheBoundAreRefusedAtOnce() {
        var small = new LoopSettings(1, 2, 1 << 20, Duration.ofSeconds(5), 1 << 20, 0);
        run(
                small,
                lead -> {
                    lead.ensemble.stop();
                    lead.create("/a");
                    lead.create("/b");
                    assertThat(lead.create("/c").refusedAs()).isEqualTo(RefusalCode.OVERLOADED);
                    lead.ensemble.start();
                    lead.sleep(Duration.ofSeconds(3));
                    var later = lead.create("/c");
                    lead.sleep(MOMENT);
                    assertThat(later.outcomes.getFirst().hasRefused()).isFalse();
                });
    }

    /** Hazard 20: a full tail refuses ordinary changes; what lets go of something goes on. */
    @Test
    void aFullTailRefusesOrdinaryChangesOnly() {
        run(
                new LoopSettings(4, 1_000, 1 << 20, Duration.ofSeconds(5), 4_000, 1_000),
                lead -> {
                    int made = 0;
                    var last = lead.create("/f0");
                    lead.sleep(MOMENT);
                    while (!last.outcomes.getFirst().hasRefused()) {
                        last = lead.create("/f" + ++made);
                        lead.sleep(MOMENT);
                    }
                    assertThat(made).isBetween(1, 100);
                    assertThat(last.refusedAs()).isEqualTo(RefusalCode.UNAVAILABLE);
                    var deleted = lead.delete("/f0");
                    assertThat(deleted.outcomes.getFirst().hasRefused()).isFalse();
                    for (int i = 1; !deleted.outcomes.getFirst().hasRefused(); i++) {
                        assertThat(i).isLessThan(100);
                        deleted = lead.delete("/f" + i);
                    }
                    assertThat(deleted.refusedAs()).isEqualTo(RefusalCode.UNAVAILABLE);
                    var asked = new Told();
                    lead.loop.ask(new LeaderCommand.Note(Level.INFO, "a", "note"), asked);
                    lead.sleep(MOMENT);
                    assertThat(asked.outcomes).hasSize(1);
                });
    }

    /** Hazard 2: what was read is told only when this leader is sure that it led. */
    @Test
    void aReadIsHeldUntilTheLeaseIsProven() {
        run(
                LoopSettings.DEFAULT,
                lead -> {
                    lead.ensemble.stop();
                    lead.sleep(Duration.ofSeconds(1));
                    var read = new Told();
                    lead.loop.prove(read);
                    lead.sleep(Duration.ofSeconds(1));
                    assertThat(read.nothing()).isTrue();
                    lead.ensemble.start();
                    lead.sleep(Duration.ofSeconds(2));
                    assertThat(read.outcomes).hasSize(1);
                });
    }
}
