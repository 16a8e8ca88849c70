package io.penumbra.chunkserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.ReadRange;
import io.penumbra.proto.ReadRequest;
import io.penumbra.proto.ScrubReply;
import io.penumbra.proto.ScrubRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Copies of a sealed chunk on three servers, some of which rot. */
final class DamageTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final long IN_THE_PAYLOAD = 20_000;
    private static final long IN_THE_HEADER = 20;

    private final World world = new World(1);
    private final List<Machine> machines = world.machines(3);
    private final Machine first = machines.get(0);
    private final Machine second = machines.get(1);
    private final Machine third = machines.get(2);

    private SealedChunk sealed(int number) throws Exception {
        return SealedChunk.on(world, ChunkId.of(new Epoch(1), number), machines);
    }

    /** The whole payload of one frame, as a reader asks for it. */
    private void read(Machine machine, SealedChunk chunk, int frame) throws Exception {
        try (var stream = world.network().peer(machine.address()).open(Wire.READ)) {
            stream.send(
                    ReadRequest.newBuilder()
                            .setCluster(Machine.CLUSTER.value())
                            .setServer(machine.server().value())
                            .setChunk(chunk.id().value())
                            .addRanges(
                                    ReadRange.newBuilder()
                                            .setFrameOffset(SealedChunk.frame(frame))
                                            .setLength(50_000))
                            .build());
            stream.finish();
            assertThat(stream.receive()).isPresent();
            assertThat(stream.receive()).isEmpty();
        }
    }

    private void assertDamagedRead(Machine machine, SealedChunk chunk, int frame) {
        assertThatThrownBy(() -> read(machine, chunk, frame))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.code()).isEqualTo(RefusalCode.DAMAGED));
    }

    private void assertAllTheSame(SealedChunk chunk) throws Exception {
        for (var machine : machines) {
            assertThat(chunk.check(machine).getDamaged()).as(machine.server().value()).isFalse();
            assertThat(chunk.bytes(machine)).isEqualTo(chunk.bytes(first));
        }
    }

    /** Hazard 49: whoever claims what, the server looks itself. */
    @Test
    void aWholeCopyIsNotCondemnedByAnybodysWord() {
        world.run(process -> {
            var chunk = sealed(7);
            var check = chunk.check(second);
            assertThat(check.getDamaged()).isFalse();
            assertThat(check.getFinding()).isEqualTo("whole");
            read(second, chunk, 0);
        });
    }

    /** Hazards 49 and 50. */
    @Test
    void aBadBlockIsNotServedAndTheCopyIsMadeAnew() {
        world.run(process -> {
            var chunk = sealed(7);
            chunk.flip(second, SealedChunk.frame(3) + IN_THE_PAYLOAD);
            assertDamagedRead(second, chunk, 3);
            assertThat(chunk.check(second).getFinding()).contains("1 bad frames");
            // Its headers are proven by the digest, and each block by its header.
            read(second, chunk, 4);
            chunk.restore(second, List.of(first, third));
            read(second, chunk, 3);
            assertAllTheSame(chunk);
        });
    }

    @Test
    void theMarkOutlivesARestart() {
        var chunks = new SealedChunk[1];
        world.run(process -> {
            chunks[0] = sealed(7);
            chunks[0].flip(second, SealedChunk.frame(3) + IN_THE_HEADER);
            assertThat(chunks[0].check(second).getDamaged()).isTrue();
        });
        second.cutPower();
        second.start();
        world.run(process -> {
            assertDamagedRead(second, chunks[0], 5);
            chunks[0].restore(second, List.of(first));
            read(second, chunks[0], 3);
        });
        second.cutPower();
        second.start();
        world.run(process -> {
            read(second, chunks[0], 3);
            assertAllTheSame(chunks[0]);
        });
    }

    /** Hazard 52: each frame is right by itself, only of another time. */
    @Test
    void aWriteThatWasLostIsFoundByTheDigest() {
        world.run(process -> {
            var chunk = sealed(7);
            long at = SealedChunk.frame(5);
            var old = new Frames(chunk.id(), new ChunkVersion(1), at, 99).next(50_000);
            var bytes = chunk.bytes(second);
            old.get(bytes, (int) at, old.remaining());
            chunk.overwrite(second, bytes);
            read(second, chunk, 5); // nothing is wrong with it by itself
            assertThat(chunk.check(second).getFinding()).contains("not those that were sealed");
            assertDamagedRead(second, chunk, 0);
            chunk.restore(second, List.of(first));
            assertAllTheSame(chunk);
        });
    }

    /** Hazard 50: what is bad at one is good at another, and the digest proves the whole. */
    @Test
    void copiesThatAreAllDamagedMakeAWholeOne() {
        world.run(process -> {
            var chunk = sealed(7);
            chunk.flip(first, SealedChunk.frame(0) + IN_THE_HEADER);
            chunk.flip(first, SealedChunk.frame(6) + IN_THE_PAYLOAD);
            chunk.flip(second, SealedChunk.frame(3) + IN_THE_PAYLOAD);
            chunk.flip(third, SealedChunk.frame(7) + IN_THE_PAYLOAD);
            for (var machine : machines) {
                assertThat(chunk.check(machine).getDamaged()).isTrue();
            }
            chunk.restore(first, List.of(second, third));
            chunk.restore(second, List.of(third, first));
            chunk.restore(third, List.of(first));
            assertAllTheSame(chunk);
        });
    }

    @Test
    void whatNobodyHasIsNotMadeUpAndEveryCopyIsKept() {
        world.run(process -> {
            var chunk = sealed(7);
            for (var machine : machines) {
                chunk.flip(machine, SealedChunk.frame(3) + IN_THE_PAYLOAD);
                assertThat(chunk.check(machine).getDamaged()).isTrue();
            }
            var before = chunk.bytes(first);
            assertThatThrownBy(() -> chunk.restore(first, List.of(second, third)))
                    .hasMessageContaining("no copy has the frame at");
            assertThat(chunk.bytes(first)).isEqualTo(before);
            read(first, chunk, 2);
        });
    }

    /** Hazards 31 and 48: none of it is taken for what was sealed, and all of it is replaced. */
    @Test
    void whatWasChangedWhileTheServerWasAwayIsReplaced() {
        var chunks = new SealedChunk[4];
        world.run(process -> {
            for (int i = 0; i < chunks.length; i++) {
                chunks[i] = sealed(i);
            }
        });
        second.kill();
        world.run(process -> {
            chunks[0].delete(second);
            chunks[1].overwrite(second, new byte[0]);
            var cut = Arrays.copyOf(chunks[2].bytes(second), 200_000);
            chunks[2].overwrite(second, cut);
            var longer = Arrays.copyOf(chunks[3].bytes(second), (int) chunks[3].length() + 4_000);
            chunks[3].overwrite(second, longer);
        });
        second.start();
        world.run(process -> {
            for (var chunk : chunks) {
                assertThatThrownBy(() -> read(second, chunk, 0))
                        .isInstanceOf(RefusedException.class);
                chunk.restore(second, List.of(first, third));
                read(second, chunk, 0);
                assertAllTheSame(chunk);
            }
        });
    }

    private ScrubReply scrub(Machine machine, boolean start) throws Exception {
        return world.network()
                .peer(machine.address())
                .call(
                        Wire.SCRUB,
                        ScrubRequest.newBuilder()
                                .setCluster(Machine.CLUSTER.value())
                                .setServer(machine.server().value())
                                .setStart(start)
                                .build(),
                        DEADLINE);
    }

    /** Hazard 52. */
    @Test
    void aScrubFindsWhatNobodyReadsAndGoesOnAfterARestart() {
        var chunks = new SealedChunk[300];
        world.run(process -> {
            for (int i = 0; i < chunks.length; i++) {
                chunks[i] = sealed(i);
            }
            chunks[2].flip(second, SealedChunk.frame(3) + IN_THE_PAYLOAD);
            chunks[295].flip(second, SealedChunk.frame(1) + IN_THE_PAYLOAD);
            assertThat(scrub(second, false).getEndedMillis()).isPositive();
            assertThat(scrub(second, true).getRunning()).isTrue();
            // 120 MB at 32 MiB a second.
            process.clock().sleep(Duration.ofSeconds(2));
            var underWay = scrub(second, false);
            assertThat(underWay.getRunning()).isTrue();
            assertThat(underWay.getFound()).isEqualTo(1);
            assertThat(underWay.getBytesLeft()).isBetween(1_000_000L, 100_000_000L);
            assertThat(underWay.getBytesPerSecond()).isBetween(20_000_000L, 34_000_000L);
        });
        second.kill();
        second.start();
        world.run(process -> {
            process.clock().sleep(Duration.ofSeconds(6));
            var ended = scrub(second, false);
            assertThat(ended.getRunning()).isFalse();
            assertThat(ended.getDamaged()).isEqualTo(2);
            assertThat(ended.getChunksLeft()).isZero();
            assertThat(ended.getNextMillis() - ended.getBeganMillis())
                    .isEqualTo(Duration.ofDays(7).toMillis());
        });
    }
}
