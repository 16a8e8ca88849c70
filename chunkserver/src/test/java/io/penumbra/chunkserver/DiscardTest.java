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
import io.penumbra.proto.DiscardRequest;
import io.penumbra.testkit.disk.FakeDisk;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Copies that the master needs no more: out of reach at once, gone later, and never by mistake. */
final class DiscardTest {
    private static final ChunkId CHUNK = ChunkId.of(new Epoch(1), 7);
    private static final long START = ChunkFormat.HEADER_BYTES;
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final World world = new World(1);
    private final Machine machine = world.machines(1).getFirst();

    private void write() throws Exception {
        var frames = new Frames(CHUNK, new ChunkVersion(1), START, 42);
        try (var stream = world.append(World.open(CHUNK, 1, START, List.of(machine)), machine)) {
            stream.send(World.data(START, frames.next(5_000)));
            World.awaitAcknowledged(stream, frames.end());
        }
    }

    private int discard(long epoch) throws Exception {
        return world.network()
                .peer(machine.address())
                .call(
                        Wire.DISCARD,
                        DiscardRequest.newBuilder()
                                .setSender(World.sender(epoch))
                                .setServer(machine.server().value())
                                .addChunks(CHUNK.value())
                                .build(),
                        DEADLINE)
                .getDiscarded();
    }

    private List<String> trash() throws Exception {
        return new FakeDisk(machine.platter()).list("trash");
    }

    private void assertGone() {
        assertThatThrownBy(() -> world.fetch(machine, CHUNK))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.code()).isEqualTo(RefusalCode.NOT_FOUND));
    }

    @Test
    void aDiscardedCopyIsInTheTrashAndReadByNobodyAlsoAfterAPowerCut() {
        world.run(process -> {
            write();
            assertThat(discard(World.EPOCH)).isEqualTo(1);
            assertGone();
            assertThat(trash()).hasSize(1);
        });
        machine.cutPower();
        machine.start();
        world.run(process -> {
            assertGone();
            assertThat(trash()).hasSize(1);
        });
    }

    @Test
    void afterAWhileItIsGoneFromTheDisk() {
        world.run(process -> {
            write();
            discard(World.EPOCH);
            process.clock().sleep(ChunkserverSettings.TRASH_KEEP.plusSeconds(30));
            assertThat(trash()).isEmpty();
        });
    }

    /** Hazard 67: writers need the room more. */
    @Test
    void onAFullDiskItIsGoneAtOnce() {
        world.run(process -> {
            write();
            discard(World.EPOCH);
            machine.platter().setOthersBytes(machine.platter().capacityBytes() / 100 * 96);
            process.clock().sleep(Duration.ofSeconds(30));
            assertThat(trash()).isEmpty();
        });
    }

    /** Hazard 60: a delete of a replaced master takes nothing, however late it comes. */
    @Test
    void aReplacedMastersDiscardIsRefused() {
        world.run(process -> {
            write();
            discardOfNothing(World.EPOCH + 1);
            assertThatThrownBy(() -> discard(World.EPOCH))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            e -> assertThat(e.code()).isEqualTo(RefusalCode.STALE_EPOCH));
            assertThat(world.fetch(machine, CHUNK)).isNotEmpty();
        });
    }

    private void discardOfNothing(long epoch) throws Exception {
        var request =
                DiscardRequest.newBuilder()
                        .setSender(World.sender(epoch))
                        .setServer(machine.server().value());
        world.network().peer(machine.address()).call(Wire.DISCARD, request.build(), DEADLINE);
    }

    @Test
    void whoeverWritesIsStopped() {
        world.run(process -> {
            var frames = new Frames(CHUNK, new ChunkVersion(1), START, 42);
            try (var stream =
                    world.append(World.open(CHUNK, 1, START, List.of(machine)), machine)) {
                stream.send(World.data(START, frames.next(5_000)));
                World.awaitAcknowledged(stream, frames.end());
                discard(World.EPOCH);
                var reply = World.awaitAcknowledged(stream, Long.MAX_VALUE);
                assertThat(reply.getRefused().getCode())
                        .isEqualTo(RefusalCode.STALE_CHUNK.number());
            }
        });
    }

    @Test
    void whatIsNotHereIsNoError() {
        world.run(process -> assertThat(discard(World.EPOCH)).isZero());
    }
}
