package io.penumbra.master.journal;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Threads;
import io.penumbra.master.record.BatchBuilder;
import io.penumbra.master.record.Head;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.record.JournalRecord.Noted;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/** A journal with an owner that only counts, over any coordinator. */
final class JournalBench implements Journal.Listener {
    static final ClusterId CLUSTER = new ClusterId("6b1c1a6e-0d52-4c58-9d0a-2a8b4bd8f3a1");

    final List<Long> committed = new ArrayList<>();
    final List<String> deposed = new ArrayList<>();
    final List<Head> cuts = new ArrayList<>();
    final List<Moment> proven = new ArrayList<>();
    final Journal journal;
    private final Clock clock;
    private final ConcurrentLinkedQueue<Runnable> steps = new ConcurrentLinkedQueue<>();

    JournalBench(Coordinator coordinator, Clock clock, Threads threads, HeadNode.Sighting taken) {
        this(coordinator, clock, threads, taken, HeadVersions.DEFAULT);
    }

    JournalBench(
            Coordinator coordinator,
            Clock clock,
            Threads threads,
            HeadNode.Sighting taken,
            HeadVersions versions) {
        this.clock = clock;
        this.journal =
                new Journal(
                        new Journal.Ports(coordinator, clock, threads),
                        steps::add,
                        this,
                        taken,
                        3,
                        versions);
    }

    /** Founds a cluster and takes its head. */
    static HeadNode.Sighting lead(Coordinator coordinator, Clock clock) throws Exception {
        new ClusterCreation(coordinator, clock).create(CLUSTER, new UserName("founder"));
        return take(coordinator, clock, 1);
    }

    static HeadNode.Sighting take(Coordinator coordinator, Clock clock, long nonce)
            throws Exception {
        return take(new HeadNode(coordinator, clock), nonce);
    }

    static HeadNode.Sighting take(HeadNode node, long nonce) throws Exception {
        var leader = new Head.Leader(nonce, new Address("m" + nonce, 7000));
        var taking = node.take(node.look().orElseThrow(), leader);
        return ((HeadNode.Taking.Taken) taking).sighting();
    }

    /** As another that tries until it has it. */
    static void takeAtLast(HeadNode node, Clock clock) {
        var other = new Head.Leader(99, new Address("other", 7000));
        try {
            while (!(node.take(node.look().orElseThrow(), other)
                    instanceof HeadNode.Taking.Taken)) {
                clock.sleep(Duration.ofMillis(1));
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static Entry next(Head head) {
        var builder = new BatchBuilder(head.tip(), head.epoch(), Instant.ofEpochMilli(1_000));
        builder.add(List.of(new Noted(Level.INFO, "entry", "after " + head.tip().entry())));
        return new Entry(builder.batch(), builder.encode());
    }

    /** Keeps the journal as full as it goes until this many entries are sent. */
    void commitAll(int entries, Duration atMost) throws InterruptedException {
        runUntil(
                () -> {
                    while (deposed.isEmpty()
                            && journal.hasRoom()
                            && journal.staged().tip().entry().value() < entries) {
                        journal.commit(next(journal.staged()));
                    }
                    return !deposed.isEmpty()
                            || journal.committed().tip().entry().value() == entries;
                },
                atMost);
    }

    void runUntil(BooleanSupplier done, Duration atMost) throws InterruptedException {
        long start = clock.monotonicNanos();
        while (!done.getAsBoolean()) {
            for (var step = steps.poll(); step != null; step = steps.poll()) {
                step.run();
            }
            if (clock.monotonicNanos() - start > atMost.toNanos()) {
                throw new AssertionError("committed only " + committed);
            }
            clock.sleep(Duration.ofMillis(1));
        }
    }

    @Override
    public void committed(Entry entry, Head head) {
        committed.add(entry.number().value());
    }

    @Override
    public void cut(Head head) {
        cuts.add(head);
    }

    @Override
    public void proven(Moment sent) {
        proven.add(sent);
    }

    @Override
    public void deposed(String why) {
        deposed.add(why);
    }
}
