package io.penumbra.chunkserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.AppendReply;
import io.penumbra.proto.EqualizeReply;
import io.penumbra.proto.EqualizeRequest;
import io.penumbra.proto.MarkSealedRequest;
import io.penumbra.proto.PrepareSealReply;
import io.penumbra.proto.PrepareSealRequest;
import io.penumbra.proto.SyncReply;
import io.penumbra.proto.SyncRequest;
import io.penumbra.testkit.disk.FakeDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three chunkservers, one writer, and the master's part of a seal played by the test. */
final class ChainTest {
    private static final ChunkId CHUNK = ChunkId.of(new Epoch(1), 7);
    private static final long START = ChunkFormat.HEADER_BYTES;
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final World world = new World(1);
    private final List<Machine> machines = world.machines(3);

    private static Frames frames(long version, long from, long seed) {
        return new Frames(CHUNK, new ChunkVersion(version), from, seed);
    }

    /** Writes this many large and small frames at version 1 to a chain; says what was acked. */
    private byte[] write(List<Machine> chain, int rounds) throws Exception {
        var frames = frames(1, START, 42);
        var sent = new ByteArrayOutputStream();
        try (var stream = world.append(World.open(CHUNK, 1, START, chain), chain.getFirst())) {
            for (int round = 0; round < rounds; round++) {
                long offset = frames.end();
                var body = frames.next(65_536, 65_536, 100 + round);
                var copy = new byte[body.remaining()];
                body.duplicate().get(copy);
                sent.writeBytes(copy);
                stream.send(World.data(offset, body));
            }
            stream.finish();
            assertThat(World.awaitAcknowledged(stream, frames.end()).hasRefused()).isFalse();
        }
        return sent.toByteArray();
    }

    /** Hazard 34: acknowledged means durable on all of them, also when all lose power at once. */
    @Test
    void whatIsAcknowledgedIsTheSameOnAllThreeAfterAPowerCut() {
        world.run(process -> {
            var sent = write(machines, 10);
            for (var machine : machines) {
                assertThat(world.fetch(machine, CHUNK)).isEqualTo(sent);
            }
        });
        machines.forEach(Machine::cutPower);
        machines.forEach(Machine::start);
        world.run(process -> {
            var sent = world.fetch(machines.getFirst(), CHUNK);
            assertThat(sent).hasSizeGreaterThan(10 * 131_072);
            for (var machine : machines) {
                assertThat(world.fetch(machine, CHUNK)).isEqualTo(sent);
            }
        });
    }

    private SyncReply sync(Machine machine, long version, long length) throws Exception {
        var request =
                SyncRequest.newBuilder()
                        .setCluster(Machine.CLUSTER.value())
                        .setServer(machine.server().value())
                        .setChunk(CHUNK.value())
                        .setVersion(version)
                        .setLength(length)
                        .build();
        return world.network().peer(machine.address()).call(Wire.SYNC, request, DEADLINE);
    }

    /** Hazard 34: what class `replicated` acknowledged is durable once it is synced. */
    @Test
    void whatIsSyncedIsThereAfterAPowerCutOfAllAlsoIfItsStreamDoesNotFsync() {
        var kept = new ByteArrayOutputStream();
        world.run(process -> {
            var frames = frames(1, START, 42);
            var open = World.open(CHUNK, 1, START, machines).toBuilder().setFsync(false).build();
            try (var stream = world.append(open, machines.getFirst())) {
                for (int round = 0; round < 20; round++) {
                    long offset = frames.end();
                    var body = frames.next(65_536, 500);
                    var copy = new byte[body.remaining()];
                    body.duplicate().get(copy);
                    kept.writeBytes(copy);
                    stream.send(World.data(offset, body));
                    World.awaitAcknowledged(stream, frames.end());
                    for (var machine : machines) {
                        assertThat(sync(machine, 1, frames.end()).getSealed()).isFalse();
                    }
                }
                machines.forEach(Machine::cutPower);
            }
        });
        machines.forEach(Machine::start);
        world.run(process -> {
            for (var machine : machines) {
                assertThat(world.fetch(machine, CHUNK)).isEqualTo(kept.toByteArray());
            }
        });
    }

    @Test
    void moreThanAMemberHasIsNotSyncedAndASealedChunkSaysThatItIs() {
        world.run(process -> {
            long length = START + write(machines, 1).length;
            var first = machines.getFirst();
            assertThatThrownBy(() -> sync(first, 1, length + 1)).hasMessageContaining("holds");
            assertThatThrownBy(() -> sync(first, 2, length)).hasMessageContaining("holds");
            for (var machine : machines) {
                prepare(machine, 2, World.EPOCH);
            }
            sealAll(2, length);
            assertThat(sync(first, 1, length).getSealed()).isTrue();
        });
    }

    @Test
    void aMemberThatDiesInMidStreamIsNamedAndWhatWasAcknowledgedStays() {
        var victim = machines.get(2);
        world.run(process -> {
            var frames = frames(1, START, 42);
            try (var stream =
                    world.append(World.open(CHUNK, 1, START, machines), machines.getFirst())) {
                stream.send(World.data(START, frames.next(5_000)));
                long acknowledged = frames.end();
                World.awaitAcknowledged(stream, acknowledged);
                victim.kill();
                stream.send(World.data(acknowledged, frames.next(5_000)));
                var reply = World.awaitAcknowledged(stream, frames.end());
                assertThat(reply.hasRefused()).isTrue();
                assertThat(reply.getFailedServer()).isEqualTo(victim.server().value());
                assertThat(reply.getAcknowledged()).isEqualTo(acknowledged);
            }
        });
    }

    /** Hazard 43: a member that is silent is as bad as one that is gone. */
    @Test
    void aMemberThatHangsIsNamedByTheOneBeforeIt() {
        var victim = machines.get(2);
        world.run(process -> {
            var frames = frames(1, START, 42);
            try (var stream =
                    world.append(World.open(CHUNK, 1, START, machines), machines.getFirst())) {
                World.awaitAcknowledged(stream, START);
                victim.node().pause();
                stream.send(World.data(START, frames.next(5_000)));
                var reply = World.awaitAcknowledged(stream, frames.end());
                assertThat(reply.getFailedServer()).isEqualTo(victim.server().value());
            }
        });
    }

    private AppendReply firstReply(long version, long from) throws Exception {
        try (var stream =
                world.append(World.open(CHUNK, version, from, machines), machines.getFirst())) {
            return stream.receive().orElseThrow();
        }
    }

    private void assertStale(AppendReply reply, String words) {
        assertThat(reply.getRefused().getCode()).isEqualTo(RefusalCode.STALE_CHUNK.number());
        assertThat(reply.getRefused().getReason()).contains(words);
    }

    @Test
    void aWriterThatMeansToBeginElsewhereIsRefusedWithTheLength() {
        world.run(process -> {
            long length = START + write(machines, 1).length;
            assertStale(firstReply(1, START), length + " bytes long");
            assertStale(firstReply(1, length + 1), length + " bytes long");
        });
    }

    /** Hazards 29 and 42: the old writer is out before the answer, also after a power cut. */
    @Test
    void aPreparedSealShutsOutTheOldWriterForEver() {
        world.run(process -> {
            var frames = frames(1, START, 42);
            try (var stream =
                    world.append(World.open(CHUNK, 1, START, machines), machines.getFirst())) {
                stream.send(World.data(START, frames.next(5_000)));
                World.awaitAcknowledged(stream, frames.end());
                var reply = prepare(machines.get(1), 2, World.EPOCH);
                assertThat(reply.getVerifiedLength()).isEqualTo(frames.end());
                assertThat(reply.getHeldVersion()).isEqualTo(1);
                var end = World.awaitAcknowledged(stream, Long.MAX_VALUE);
                assertStale(end, "promised to version 2");
                assertThat(end.getFailedServer()).isEqualTo(machines.get(1).server().value());
            }
        });
        machines.forEach(Machine::cutPower);
        machines.forEach(Machine::start);
        world.run(process -> {
            var end = START + ChunkFormat.frameBytes(5_000);
            try (var stream =
                    world.append(
                            World.open(CHUNK, 1, end, machines.subList(1, 2)), machines.get(1))) {
                assertStale(stream.receive().orElseThrow(), "promised to version 2");
            }
        });
    }

    private PrepareSealReply prepare(Machine machine, long version, long epoch) throws Exception {
        return world.network()
                .peer(machine.address())
                .call(
                        Wire.PREPARE_SEAL,
                        PrepareSealRequest.newBuilder()
                                .setSender(World.sender(epoch))
                                .setServer(machine.server().value())
                                .setChunk(CHUNK.value())
                                .setVersion(version)
                                .setStorageClass("default")
                                .build(),
                        DEADLINE);
    }

    private EqualizeReply equalize(Machine machine, long version, long length, Machine source)
            throws Exception {
        return world.network()
                .peer(machine.address())
                .call(
                        Wire.EQUALIZE,
                        EqualizeRequest.newBuilder()
                                .setSender(World.sender(World.EPOCH))
                                .setServer(machine.server().value())
                                .setChunk(CHUNK.value())
                                .setVersion(version)
                                .setLength(length)
                                .setSource(source.member())
                                .setStorageClass("default")
                                .build(),
                        DEADLINE);
    }

    private void markSealed(Machine machine, long version, long length, EqualizeReply equal)
            throws Exception {
        world.network()
                .peer(machine.address())
                .call(
                        Wire.MARK_SEALED,
                        MarkSealedRequest.newBuilder()
                                .setSender(World.sender(World.EPOCH))
                                .setServer(machine.server().value())
                                .setChunk(CHUNK.value())
                                .setVersion(version)
                                .setLength(length)
                                .setDigest(equal.getDigest())
                                .build(),
                        DEADLINE);
    }

    /** Hazard 34: members of one version, one longer, one without the chunk, end up the same. */
    @Test
    void membersOfDifferentLengthEndUpWithTheSameDigest() {
        world.run(process -> {
            var sent = write(machines.subList(0, 2), 2);
            long length = START + sent.length;
            var more = frames(1, length, 7);
            try (var stream =
                    world.append(
                            World.open(CHUNK, 1, length, machines.subList(0, 1)),
                            machines.getFirst())) {
                stream.send(World.data(length, more.next(30_000, 9)));
                World.awaitAcknowledged(stream, more.end());
            }
            assertThat(prepare(machines.get(0), 2, World.EPOCH).getVerifiedLength())
                    .isEqualTo(more.end());
            assertThat(prepare(machines.get(1), 2, World.EPOCH).getVerifiedLength())
                    .isEqualTo(length);
            assertThat(prepare(machines.get(2), 2, World.EPOCH).getPresent()).isFalse();
            sealAll(2, more.end());
        });
        machines.forEach(Machine::cutPower);
        machines.forEach(Machine::start);
        world.run(process -> {
            var bytes = world.fetch(machines.get(0), CHUNK);
            assertThat(world.fetch(machines.get(1), CHUNK)).isEqualTo(bytes);
            assertThat(world.fetch(machines.get(2), CHUNK)).isEqualTo(bytes);
            assertStale(firstReply(2, START + bytes.length), "is sealed");
        });
    }

    private void sealAll(long version, long length) throws Exception {
        var first = equalize(machines.get(0), version, length, machines.get(0));
        for (var machine : machines) {
            var equal = equalize(machine, version, length, machines.get(0));
            assertThat(equal).isEqualTo(first);
            markSealed(machine, version, length, equal);
            markSealed(machine, version, length, equal);
            assertThat(equalize(machine, version, length, machines.get(0))).isEqualTo(first);
        }
    }

    /**
     * Hazard 31: the third missed a hand-on at a length where it had unacknowledged bytes; the
     * chunk then grew beyond it. Its tail is of the right length and wrong.
     */
    @Test
    void anOldTailOfTheRightLengthIsReplaced() {
        world.run(process -> {
            long common = START + write(machines, 1).length;
            var old = frames(1, common, 7);
            try (var stream =
                    world.append(
                            World.open(CHUNK, 1, common, machines.subList(2, 3)),
                            machines.get(2))) {
                stream.send(World.data(common, old.next(500)));
                World.awaitAcknowledged(stream, old.end());
            }
            handOnTheFirstTwo(common);
            assertThat(prepare(machines.get(2), 3, World.EPOCH).getHeldVersion()).isEqualTo(1);
            for (var machine : machines.subList(0, 2)) {
                assertThat(prepare(machine, 3, World.EPOCH).getHeldVersion()).isEqualTo(2);
            }
            sealAll(3, old.end());
            assertThat(world.fetch(machines.get(2), CHUNK))
                    .isEqualTo(world.fetch(machines.get(0), CHUNK));
        });
    }

    private void handOnTheFirstTwo(long common) throws Exception {
        var two = machines.subList(0, 2);
        for (var machine : two) {
            prepare(machine, 2, World.EPOCH);
            equalize(machine, 2, common, two.getFirst());
        }
        var frames = frames(2, common, 8);
        try (var stream = world.append(World.open(CHUNK, 2, common, two), two.getFirst())) {
            stream.send(World.data(common, frames.next(500)));
            World.awaitAcknowledged(stream, frames.end());
        }
    }

    @Test
    void aLongerMemberIsCutToTheLengthThatIsSealed() {
        world.run(process -> {
            long length = START + write(machines, 1).length;
            var more = frames(1, length, 7);
            try (var stream =
                    world.append(
                            World.open(CHUNK, 1, length, machines.subList(1, 2)),
                            machines.get(1))) {
                stream.send(World.data(length, more.next(30_000, 9)));
                World.awaitAcknowledged(stream, more.end());
            }
            for (var machine : machines) {
                prepare(machine, 2, World.EPOCH);
            }
            sealAll(2, length);
        });
    }

    /** Hazard 1: promised on disk, so a power cut does not let the old master back in. */
    @Test
    void aReplacedMasterIsRefusedAlsoAfterARestart() {
        world.run(process -> prepare(machines.getFirst(), 2, World.EPOCH));
        machines.getFirst().cutPower();
        machines.getFirst().start();
        world.run(process ->
                assertThatThrownBy(() -> prepare(machines.getFirst(), 3, World.EPOCH - 1))
                        .isInstanceOfSatisfying(
                                RefusedException.class,
                                e -> assertThat(e.code()).isEqualTo(RefusalCode.STALE_EPOCH)));
    }

    /** Hazards 33 and 39: a frame of another version, place or chunk never gets in. */
    @Test
    void framesThatDoNotBelongAreRefused() {
        var strays =
                List.of(
                        new Frames(CHUNK, new ChunkVersion(2), START, 1),
                        new Frames(CHUNK, new ChunkVersion(1), START + 10, 1),
                        new Frames(new ChunkId(9), new ChunkVersion(1), START, 1));
        for (var stray : strays) {
            world.run(process -> {
                try (var stream =
                        world.append(World.open(CHUNK, 1, START, machines), machines.getFirst())) {
                    stream.send(World.data(START, stray.next(100)));
                    var reply = World.awaitAcknowledged(stream, stray.end());
                    assertThat(reply.getRefused().getCode())
                            .isEqualTo(RefusalCode.DAMAGED.number());
                }
            });
        }
    }

    /** Hazard 18: the error is not retried, and nothing is acknowledged after it. */
    @Test
    void aFailedSyncEndsTheServer() {
        var victim = machines.get(1);
        world.run(process -> {
            var frames = frames(1, START, 42);
            try (var stream =
                    world.append(World.open(CHUNK, 1, START, machines), machines.getFirst())) {
                World.awaitAcknowledged(stream, START);
                victim.platter()
                        .onEach((operation, name) -> {
                            if (operation.equals("sync") && name.endsWith(".chunk")) {
                                throw new IOException("EIO");
                            }
                        });
                stream.send(World.data(START, frames.next(100)));
                var reply = World.awaitAcknowledged(stream, frames.end());
                assertThat(reply.getFailedServer()).isEqualTo(victim.server().value());
            }
            process.clock().sleep(Duration.ofSeconds(1));
            assertThat(victim.node().isRunning()).isFalse();
        });
    }

    @Test
    void aServerGoesOnServingAfterAHundredBrokenStreams() {
        world.run(process -> {
            for (int i = 0; i < 100; i++) {
                var chunk = new ChunkId(100 + i);
                var frames = new Frames(chunk, new ChunkVersion(1), START, i);
                var stream =
                        world.append(World.open(chunk, 1, START, machines), machines.getFirst());
                stream.send(World.data(START, frames.next(300)));
                stream.close();
            }
            process.clock().sleep(Duration.ofSeconds(5));
            write(machines, 3);
        });
    }

    /** Hazard 79. */
    @Test
    void aCallMeantForAnotherServerAtTheSameAddressIsRefused() {
        world.run(process -> {
            var open = World.open(CHUNK, 1, START, machines).toBuilder().setServer("cs-other");
            try (var stream = world.append(open.build(), machines.getFirst())) {
                assertThat(stream.receive().orElseThrow().getRefused().getReason())
                        .contains("this is " + machines.getFirst().server());
            }
        });
    }

    /** Hazards 14 and 69. */
    @Test
    void aDirectoryInUseIsNotStartedTwice() {
        var second = world.simulation().node("second").boot();
        assertThatThrownBy(() -> new FakeDisk(machines.getFirst().platter(), second).lock("LOCK"))
                .hasMessageContaining("locked");
    }
}
