package io.penumbra.chunkserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.chunk.FrameOwner;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.JoinPart;
import io.penumbra.proto.JoinReply;
import io.penumbra.proto.JoinRequest;
import io.penumbra.proto.JoinSource;
import io.penumbra.proto.ReadRange;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Members make a new chunk of many small parts of others, each by itself and all alike. */
final class JoinTest {
    private static final ChunkId MADE = ChunkId.of(new Epoch(1), 9);
    private static final List<ChunkId> SOURCES =
            List.of(ChunkId.of(new Epoch(1), 7), ChunkId.of(new Epoch(1), 8));
    private static final ChunkVersion ONE = new ChunkVersion(1);
    private static final long START = ChunkFormat.HEADER_BYTES;
    private static final long INODE = 77;
    private static final long FILE_OFFSET = 5_000;
    private static final int FRAMES = 300;

    private final World world = new World(1);
    private final List<Machine> machines = world.machines(3);

    // By chunk and by where a frame begins: its payload.
    private final Map<ChunkId, TreeMap<Long, byte[]>> payloads = new TreeMap<>();

    /** Two chunks of short frames, each on two of the three. */
    private void write() throws Exception {
        var random = new Random(4);
        for (int i = 0; i < SOURCES.size(); i++) {
            var chunk = SOURCES.get(i);
            var on = machines.subList(i, i + 2);
            var written = new TreeMap<Long, byte[]>();
            var frames = new Frames(chunk, ONE, START, 42 + i);
            try (var stream = world.append(World.open(chunk, 1, START, on), on.getFirst())) {
                for (int n = 0; n < FRAMES; n++) {
                    long offset = frames.end();
                    var bytes = frames.next(1 + random.nextInt(n % 10 == 0 ? 9_000 : 400));
                    written.put(offset, payload(bytes.duplicate()));
                    stream.send(World.data(offset, bytes));
                }
                World.awaitAcknowledged(stream, frames.end());
            }
            payloads.put(chunk, written);
        }
    }

    private static byte[] payload(ByteBuffer frame) throws Exception {
        var header = FrameHeader.decode(frame);
        var payload = new byte[header.length()];
        frame.get(payload);
        return payload;
    }

    /** Some of the frames, or of their bytes; says in {@code content} what they hold. */
    private List<JoinPart> parts(Random random, int count, ByteArrayOutputStream content) {
        var parts = new ArrayList<JoinPart>();
        for (int i = 0; i < count; i++) {
            var chunk = SOURCES.get(random.nextInt(SOURCES.size()));
            var frames = List.copyOf(payloads.getOrDefault(chunk, new TreeMap<>()).entrySet());
            var frame = frames.get(random.nextInt(frames.size()));
            int skip = random.nextBoolean() ? 0 : random.nextInt(frame.getValue().length);
            int length = 1 + random.nextInt(frame.getValue().length - skip);
            content.write(frame.getValue(), skip, length);
            parts.add(
                    JoinPart.newBuilder()
                            .setChunk(chunk.value())
                            .setRange(
                                    ReadRange.newBuilder()
                                            .setFrameOffset(frame.getKey())
                                            .setSkip(skip)
                                            .setLength(length))
                            .build());
        }
        return parts;
    }

    private JoinReply join(Machine machine, List<JoinPart> parts) throws Exception {
        var request =
                JoinRequest.newBuilder()
                        .setSender(World.sender(World.EPOCH))
                        .setServer(machine.server().value())
                        .setChunk(MADE.value())
                        .setVersion(1)
                        .setStorageClass("default")
                        .setInode(INODE)
                        .setFileOffset(FILE_OFFSET)
                        .addAllParts(parts);
        for (int i = 0; i < SOURCES.size(); i++) {
            var source = JoinSource.newBuilder().setChunk(SOURCES.get(i).value());
            machines.subList(i, i + 2).forEach(holder -> source.addMembers(holder.member()));
            request.addSources(source);
        }
        return world.network()
                .peer(machine.address())
                .call(Wire.JOIN, request.build(), Duration.ofSeconds(10));
    }

    /** What the frames of the made chunk hold, each of which must be full but the last. */
    private byte[] content(Machine machine) throws Exception {
        var bytes = ByteBuffer.wrap(world.fetch(machine, MADE));
        var content = new ByteArrayOutputStream();
        while (bytes.hasRemaining()) {
            long at = START + bytes.position();
            var header = FrameHeader.decode(bytes);
            header.requirePlace(MADE, at);
            var payload = bytes.slice(bytes.position(), header.length());
            header.requireIntact(0, payload);
            assertThat(header.owner())
                    .isEqualTo(new FrameOwner(INODE, FILE_OFFSET + content.size()));
            content.write(payload.array(), payload.arrayOffset(), header.length());
            bytes.position(bytes.position() + header.length());
            assertThat(header.length() == ChunkFormat.PAYLOAD_BYTES_MAX || !bytes.hasRemaining())
                    .isTrue();
        }
        return content.toByteArray();
    }

    /** Hazard 62: what nobody makes alike does not become the file's. */
    @Test
    void whoHasSomeOfThePartsAndWhoHasOthersMakeTheSame() {
        world.run(process -> {
            write();
            var expected = new ByteArrayOutputStream();
            var parts = parts(new Random(1), 2_500, expected);
            var replies = new HashSet<JoinReply>();
            for (var machine : machines) {
                replies.add(join(machine, parts));
                assertThat(content(machine)).isEqualTo(expected.toByteArray());
            }
            assertThat(replies).hasSize(1);
        });
    }

    /** Hazard 50: damaged bytes are not given a checksum of their own; another has good ones. */
    @Test
    void aDamagedCopyIsNotTakenOver() {
        world.run(process -> {
            write();
            var expected = new ByteArrayOutputStream();
            var parts = parts(new Random(2), 2_000, expected);
            machines.getFirst().platter().rot(".chunk");
            join(machines.getFirst(), parts);
            assertThat(content(machines.getFirst())).isEqualTo(expected.toByteArray());
        });
    }

    /** Hazard 39. */
    @Test
    void whatIsThereIsNotMadeAgainAndWhatNobodyHasIsNotMade() {
        world.run(process -> {
            write();
            var parts = parts(new Random(3), 10, new ByteArrayOutputStream());
            join(machines.getFirst(), parts);
            assertRefused(machines.getFirst(), parts, RefusalCode.STALE_CHUNK);
            var senseless =
                    parts.getFirst().toBuilder()
                            .setRange(parts.getFirst().getRange().toBuilder().setLength(-1));
            assertRefused(
                    machines.get(1), List.of(senseless.build()), RefusalCode.INVALID_ARGUMENT);
            var nowhere = parts.getFirst().toBuilder().setChunk(1234).build();
            assertThatThrownBy(() -> join(machines.get(2), List.of(nowhere)))
                    .hasMessageContaining("nobody has");
        });
    }

    private void assertRefused(Machine machine, List<JoinPart> parts, RefusalCode code) {
        assertThatThrownBy(() -> join(machine, parts))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
