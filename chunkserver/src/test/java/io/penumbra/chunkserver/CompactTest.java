package io.penumbra.chunkserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.CompactReply;
import io.penumbra.proto.CompactRequest;
import io.penumbra.proto.CompactSource;
import io.penumbra.proto.FrameRange;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members make a new chunk of parts of others, each by itself and all alike. */
final class CompactTest {
    private static final ChunkId SOURCE = ChunkId.of(new Epoch(1), 7);
    private static final ChunkId MADE = ChunkId.of(new Epoch(1), 8);
    private static final ChunkVersion ONE = new ChunkVersion(1);
    private static final long START = ChunkFormat.HEADER_BYTES;
    private static final int FRAMES = 9;

    private final World world = new World(1);
    private final List<Machine> machines = world.machines(3);
    private final List<Long> ends = new ArrayList<>();

    /** Frames of different lengths, on the first two. */
    private List<Machine> write() throws Exception {
        var two = machines.subList(0, 2);
        var frames = new Frames(SOURCE, ONE, START, 42);
        try (var stream = world.append(World.open(SOURCE, 1, START, two), two.getFirst())) {
            ends.add(START);
            for (int i = 0; i < FRAMES; i++) {
                long offset = frames.end();
                stream.send(World.data(offset, frames.next(1_000 * (i + 1))));
                ends.add(frames.end());
            }
            World.awaitAcknowledged(stream, frames.end());
        }
        return two;
    }

    private CompactReply compact(Machine machine, List<Machine> holders, FrameRange... ranges)
            throws Exception {
        var source =
                CompactSource.newBuilder()
                        .setChunk(SOURCE.value())
                        .setVersion(1)
                        .setLength(ends.getLast())
                        .addAllRanges(List.of(ranges));
        holders.forEach(holder -> source.addMembers(holder.member()));
        return world.network()
                .peer(machine.address())
                .call(
                        Wire.COMPACT,
                        CompactRequest.newBuilder()
                                .setSender(World.sender(World.EPOCH))
                                .setServer(machine.server().value())
                                .setChunk(MADE.value())
                                .setVersion(1)
                                .setStorageClass("default")
                                .addSources(source)
                                .build(),
                        Duration.ofSeconds(10));
    }

    private FrameRange frames(int from, int to) {
        return FrameRange.newBuilder().setFrom(ends.get(from)).setTo(ends.get(to)).build();
    }

    /** The lengths of the payloads of all frames, each of which must stand in its place. */
    private List<Integer> lengths(Machine machine) throws Exception {
        var bytes = ByteBuffer.wrap(world.fetch(machine, MADE));
        var lengths = new ArrayList<Integer>();
        while (bytes.hasRemaining()) {
            long at = START + bytes.position();
            var header = FrameHeader.decode(bytes);
            header.requirePlace(MADE, at);
            header.requireIntact(0, bytes.slice(bytes.position(), header.length()));
            bytes.position(bytes.position() + header.length());
            lengths.add(header.length());
        }
        return lengths;
    }

    @Test
    void whoHasTheSourceAndWhoHasNotMakeTheSame() {
        world.run(process -> {
            var holders = write();
            var replies = new ArrayList<CompactReply>();
            for (var machine : machines) {
                replies.add(compact(machine, holders, frames(1, 3), frames(5, 6)));
                assertThat(lengths(machine)).containsExactly(2_000, 3_000, 6_000);
            }
            assertThat(replies).allSatisfy(it -> assertThat(it).isEqualTo(replies.getFirst()));
            long second = START + ends.get(3) - ends.get(1);
            long end = second + ends.get(6) - ends.get(5);
            assertThat(replies.getFirst().getPlacesList()).containsExactly(START, second, end);
            assertThat(replies.getFirst().getLength()).isEqualTo(end);
        });
    }

    /** An extent that was cut short ends in the midst of a frame. */
    @Test
    void aRangeThatEndsWithinAFrameBringsTheWholeFrame() {
        world.run(process -> {
            var holders = write();
            var cut = FrameRange.newBuilder().setFrom(ends.get(2)).setTo(ends.get(3) + 100);
            compact(machines.getFirst(), holders, cut.build());
            assertThat(lengths(machines.getFirst())).containsExactly(3_000, 4_000);
        });
    }

    /** Hazard 39: else a request that was late would take away what was sealed meanwhile. */
    @Test
    void whatIsThereIsNotMadeAgain() {
        world.run(process -> {
            var holders = write();
            compact(machines.getFirst(), holders, frames(0, 2));
            assertThatThrownBy(() -> compact(machines.getFirst(), holders, frames(4, 5)))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            e -> assertThat(e.code()).isEqualTo(RefusalCode.STALE_CHUNK));
            assertThat(lengths(machines.getFirst())).containsExactly(1_000, 2_000);
        });
    }

    /** Hazard 50: a damaged source is not copied; another has it. */
    @Test
    void aDamagedCopyIsNotTakenOver() {
        world.run(process -> {
            var holders = write();
            machines.getFirst().platter().rot(".chunk");
            compact(machines.getFirst(), holders, frames(0, FRAMES));
            assertThat(lengths(machines.getFirst())).hasSize(FRAMES);
        });
    }
}
