package io.penumbra.shadow.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.archive.ArchiveSettings;
import io.penumbra.master.journal.Entry;
import io.penumbra.master.record.Head;
import io.penumbra.master.record.Head.Tip;
import io.penumbra.platform.wire.Wire;
import io.penumbra.platform.zookeeper.ClusterPaths;
import io.penumbra.proto.ReadTailRequest;
import io.penumbra.proto.Sender;
import io.penumbra.proto.TailOpen;
import io.penumbra.proto.TailPush;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is committed is on chunkservers soon after: a run of entries without a gap. */
final class PushedTailTest {
    private static final int FILES = 40;
    private static final Duration PUSHED = Duration.ofSeconds(20);

    private static MasterWorld world(long seed) {
        return new MasterWorld(seed).founded();
    }

    private static Head head(MasterWorld world) {
        try {
            return Head.decode(
                    world.ensemble.tree().read(ClusterPaths.HEAD).orElseThrow().content());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Entry> tail(MasterWorld world, Chunkservers.Machine of) {
        var entries = new ArrayList<Entry>();
        world.run(
                "reader",
                process -> {
                    try (var stream =
                            world.network.of(process).peer(of.address()).open(Wire.READ_TAIL)) {
                        stream.send(
                                ReadTailRequest.newBuilder()
                                        .setCluster(MasterWorld.CLUSTER.value())
                                        .setServer(of.server().value())
                                        .build());
                        stream.finish();
                        for (var part = stream.receive(); part.isPresent(); ) {
                            for (var each : part.get().getEntriesList()) {
                                entries.add(Entry.decode(each.getBatch().toByteArray()));
                            }
                            part = stream.receive();
                        }
                    }
                });
        return entries;
    }

    private static long lastOf(MasterWorld world, Chunkservers.Machine of) {
        var entries = tail(world, of);
        return entries.isEmpty() ? 0 : entries.getLast().number().value();
    }

    private static void untilPushed(MasterWorld world, List<Chunkservers.Machine> to) {
        for (var machine : to) {
            var begin = world.simulation.nowNanos();
            while (lastOf(world, machine) != head(world).tip().entry().value()) {
                assertThat(world.simulation.nowNanos() - begin).isLessThan(PUSHED.toNanos());
                world.simulation.runFor(Duration.ofMillis(200));
            }
        }
    }

    /** Each proves what it follows, from the beginning on. */
    private static void requireChained(List<Entry> entries, Tip from) {
        var tip = from;
        for (var entry : entries) {
            assertThat(entry.follows(tip)).as("entry %s", entry.number()).isTrue();
            tip = entry.after(tip);
        }
    }

    @Test
    void threeOfFourChunkserversHaveAllThatIsCommitted() {
        var world = world(1);
        var chunkservers = new Chunkservers(world, 4);
        var leader = world.booted("m1");
        world.until(leader::leads, "m1 leads");
        world.makeFiles(1, "/f", FILES, Duration.ZERO);
        world.simulation.runFor(Duration.ofSeconds(2));
        var having = chunkservers.all().stream().filter(each -> lastOf(world, each) > 0).toList();
        assertThat(having).hasSize(3);
        untilPushed(world, having);
        for (var machine : having) {
            var entries = tail(world, machine);
            requireChained(entries, Tip.START);
            assertThat(entries.size()).isGreaterThan(FILES);
        }
    }

    /** It was away, and then its whole machine was: what it missed is read from ZooKeeper. */
    @Test
    void aChunkserverThatWasAwayIsBroughtToTheEnd() {
        var world = world(2);
        var chunkservers = new Chunkservers(world, 3);
        var leader = world.booted("m1");
        world.until(leader::leads, "m1 leads");
        world.makeFiles(1, "/f", FILES, Duration.ZERO);
        untilPushed(world, chunkservers.all());
        var away = chunkservers.get(0);
        away.node.cutPower();
        away.platter.cutPower();
        world.makeFiles(2, "/g", FILES, Duration.ZERO);
        away.boot();
        untilPushed(world, chunkservers.all());
        requireChained(tail(world, away), Tip.START);
    }

    @Test
    void theNextLeaderGoesOnWhereTheLastOneEnded() {
        var world = world(3);
        var chunkservers = new Chunkservers(world, 3);
        var pair = world.pair();
        world.makeFiles(1, "/f", FILES, Duration.ZERO);
        untilPushed(world, chunkservers.all());
        pair.get(0).node.kill();
        world.until(pair.get(1)::leads, "m2 leads");
        world.makeFiles(2, "/g", FILES, Duration.ZERO);
        untilPushed(world, chunkservers.all());
        chunkservers.all().forEach(each -> requireChained(tail(world, each), Tip.START));
    }

    /** What a recorded segment covers need not be kept, and a server far behind begins there. */
    @Test
    void theTailIsKeptFromTheLastSegmentOn() {
        var world = world(4);
        world.archiveSettings =
                new ArchiveSettings(1 << 20, 20, Duration.ofHours(1), 1_000, 1_000_000);
        var chunkservers = new Chunkservers(world, 3);
        var leader = world.booted("m1");
        world.until(leader::leads, "m1 leads");
        world.makeFiles(1, "/f", FILES, Duration.ZERO);
        untilPushed(world, chunkservers.all());
        var away = chunkservers.get(0);
        away.node.kill();
        world.simulation.runFor(Duration.ofSeconds(5));
        world.makeFiles(2, "/g", FILES, Duration.ZERO);
        world.until(
                () -> head(world).tip().entry().value() - head(world).tail().cut().value() < 20,
                "the tail is cut");
        away.boot();
        untilPushed(world, chunkservers.all());
        var entries = tail(world, away);
        assertThat(entries.getFirst().number()).isEqualTo(head(world).tail().cut().next());
    }

    /** Hazard 1: what a replaced leader pushes is not taken. */
    @Test
    void aReplacedLeaderIsRefused() {
        var world = world(5);
        var chunkservers = new Chunkservers(world, 1);
        var leader = world.booted("m1");
        world.until(leader::leads, "m1 leads");
        world.makeFiles(1, "/f", 1, Duration.ZERO);
        untilPushed(world, chunkservers.all());
        world.run(
                "old",
                process -> {
                    var to = chunkservers.get(0);
                    try (var stream =
                            world.network.of(process).peer(to.address()).open(Wire.PUSH_TAIL)) {
                        var sender =
                                Sender.newBuilder()
                                        .setCluster(MasterWorld.CLUSTER.value())
                                        .setEpoch(0);
                        stream.send(
                                TailPush.newBuilder()
                                        .setOpen(
                                                TailOpen.newBuilder()
                                                        .setSender(sender)
                                                        .setServer(to.server().value()))
                                        .build());
                        assertThatThrownBy(stream::receive)
                                .isInstanceOfSatisfying(
                                        RefusedException.class,
                                        e ->
                                                assertThat(e.code())
                                                        .isEqualTo(RefusalCode.STALE_EPOCH));
                    }
                });
        assertThat(new EntryNumber(lastOf(world, chunkservers.get(0))))
                .isEqualTo(head(world).tip().entry());
    }
}
