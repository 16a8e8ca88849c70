package io.penumbra.chunkserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.chunk.ReadPlan;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.ReadRange;
import io.penumbra.proto.ReadRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Reads of several parts of one chunk at once: each is answered as if it were alone. */
final class ReadTest {
    private static final int FRAMES = 8;
    private static final int FRAME_BYTES = 50_000;

    private final World world = new World(1);
    private final List<Machine> machines = world.machines(3);
    private final Machine machine = machines.getFirst();

    private static ReadRange part(int frame, int skip, int length) {
        return ReadRange.newBuilder()
                .setFrameOffset(SealedChunk.frame(frame))
                .setSkip(skip)
                .setLength(length)
                .build();
    }

    private byte[] read(ChunkId chunk, List<ReadRange> parts) throws Exception {
        try (var stream = world.network().peer(machine.address()).open(Wire.READ)) {
            stream.send(
                    ReadRequest.newBuilder()
                            .setCluster(Machine.CLUSTER.value())
                            .setServer(machine.server().value())
                            .setChunk(chunk.value())
                            .addAllRanges(parts)
                            .build());
            stream.finish();
            var answer = new ByteArrayOutputStream();
            for (var parcel = stream.receive(); parcel.isPresent(); parcel = stream.receive()) {
                for (var bytes : parcel.get().body()) {
                    answer.write(bytes.array(), bytes.arrayOffset(), bytes.limit());
                }
            }
            return answer.toByteArray();
        }
    }

    /** What the reader makes of an answer, checked. */
    private static byte[] content(ChunkId chunk, List<ReadRange> parts, byte[] answer)
            throws Exception {
        var content = new ByteArrayOutputStream();
        var received = ByteBuffer.wrap(answer);
        for (var part : parts) {
            var extent =
                    new Extent(0, chunk, part.getFrameOffset(), part.getSkip(), part.getLength());
            for (var piece :
                    ReadPlan.of(extent.frameOffset(), extent.skip(), extent.length()).pieces()) {
                var bytes = ReadPlan.open(extent, piece, received);
                content.write(bytes.array(), bytes.arrayOffset(), bytes.remaining());
            }
        }
        assertThat(received.remaining()).isZero();
        return content.toByteArray();
    }

    @Test
    void partsAreAnsweredInTheOrderInWhichTheyAreAskedFor() {
        world.run(process -> {
            var chunk = SealedChunk.on(world, ChunkId.of(new Epoch(1), 1), machines).id();
            var random = new Random(3);
            for (int round = 0; round < 100; round++) {
                var parts = new ArrayList<ReadRange>();
                for (int i = 0; i < 1 + random.nextInt(40); i++) {
                    int skip = random.nextBoolean() ? 0 : random.nextInt(FRAME_BYTES - 1);
                    int length = 1 + random.nextInt(FRAME_BYTES - skip);
                    parts.add(part(random.nextInt(FRAMES), skip, length));
                }
                if (random.nextBoolean()) {
                    parts.sort((a, b) -> Long.compare(a.getFrameOffset(), b.getFrameOffset()));
                }
                var alone = new ByteArrayOutputStream();
                for (var part : parts) {
                    var one = List.of(part);
                    alone.writeBytes(content(chunk, one, read(chunk, one)));
                }
                assertThat(content(chunk, parts, read(chunk, parts)))
                        .isEqualTo(alone.toByteArray());
            }
        });
    }

    @Test
    void moreThanOneReadMayAskForIsRefused() {
        world.run(process -> {
            var chunk = SealedChunk.on(world, ChunkId.of(new Epoch(1), 2), machines).id();
            assertRefused(chunk, List.of(), RefusalCode.INVALID_ARGUMENT);
            assertRefused(
                    chunk, Collections.nCopies(1_001, part(0, 0, 1)), RefusalCode.INVALID_ARGUMENT);
            assertRefused(
                    chunk,
                    Collections.nCopies(900, part(0, 0, 300_000)),
                    RefusalCode.INVALID_ARGUMENT);
            assertRefused(
                    chunk, List.of(part(0, 0, 1), part(0, -1, 1)), RefusalCode.INVALID_ARGUMENT);
            assertRefused(chunk, List.of(part(0, 0, 1), part(FRAMES, 0, 1)), RefusalCode.NOT_FOUND);
        });
    }

    private void assertRefused(ChunkId chunk, List<ReadRange> parts, RefusalCode code) {
        assertThatThrownBy(() -> read(chunk, parts))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /** A reader pays for the frames that it wants, not for those between. */
    @Test
    void whatLiesBetweenIsNotSent() {
        world.run(process -> {
            var chunk = SealedChunk.on(world, ChunkId.of(new Epoch(1), 3), machines).id();
            var parts = IntStream.range(0, FRAMES).mapToObj(frame -> part(frame, 0, 100)).toList();
            assertThat(read(chunk, parts))
                    .hasSizeLessThan(FRAMES * (ChunkFormat.BLOCK_BYTES + 500));
        });
    }
}
