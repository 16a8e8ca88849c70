package io.penumbra.chunkserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.Disk;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.AppendReply;
import io.penumbra.testkit.disk.FakeDisk;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is wrong is refused by name, and disturbs nothing else. */
final class BadInputTest {
    private static final ChunkId CHUNK = ChunkId.of(new Epoch(1), 7);
    private static final ChunkId OTHER = ChunkId.of(new Epoch(1), 8);
    private static final ChunkVersion ONE = new ChunkVersion(1);
    private static final long START = ChunkFormat.HEADER_BYTES;

    private final World world = new World(1);
    private final List<Machine> machines = world.machines(1);
    private final Machine server = machines.getFirst();

    /** Says how much the chunk holds afterwards. */
    private byte[] write(ChunkId chunk) throws Exception {
        var frames = new Frames(chunk, ONE, START, 42);
        try (var stream = world.append(World.open(chunk, 1, START, machines), server)) {
            stream.send(World.data(START, frames.next(5_000, 100)));
            stream.finish();
            assertThat(World.awaitAcknowledged(stream, frames.end()).hasRefused()).isFalse();
        }
        return world.fetch(server, chunk);
    }

    private AppendReply answerTo(long offset, ByteBuffer frames) throws Exception {
        try (var stream = world.append(World.open(CHUNK, 1, START, machines), server)) {
            stream.send(World.data(offset, frames));
            return World.awaitAcknowledged(stream, Long.MAX_VALUE);
        }
    }

    @Test
    void aFrameThatLiesAboutItsLengthNeverGetsIn() {
        world.run(process -> {
            for (int lie : new int[] {1, 99, 101, 60_000, ChunkFormat.PAYLOAD_BYTES_MAX}) {
                var honest = new Frames(CHUNK, ONE, START, 1).next(100);
                var told = new Frames(CHUNK, ONE, START, 1).next(lie);
                var header = FrameHeader.decode(told).encode();
                var frame = ByteBuffer.allocate(header.remaining() + 100);
                frame.put(header).put(honest.slice(honest.limit() - 100, 100)).flip();
                var reply = answerTo(START, frame);
                assertThat(reply.getRefused().getCode()).isEqualTo(RefusalCode.DAMAGED.number());
                assertThat(reply.getRefused().getSubject()).isEqualTo(CHUNK.toString());
            }
            // Nothing of it is there, and the chunk can be written.
            write(CHUNK);
        });
    }

    @Test
    void framesOutOfOrderAreRefusedWithThePlaceWhereTheChunkGoesOn() {
        world.run(process -> {
            var frames = new Frames(CHUNK, ONE, START, 1);
            frames.next(100);
            long second = frames.end();
            var reply = answerTo(second, frames.next(100));
            assertThat(reply.getRefused().getReason())
                    .contains("continues at " + START, "not " + second);
        });
    }

    @Test
    void aFullDiskRefusesWritersByNameAndServesReaders() {
        world.run(process -> {
            var held = write(CHUNK);
            var platter = server.platter();
            platter.setOthersBytes(platter.capacityBytes() / 100 * 96);
            process.clock().sleep(Duration.ofSeconds(2));
            try (var stream = world.append(World.open(OTHER, 1, START, machines), server)) {
                var refused = World.awaitAcknowledged(stream, START).getRefused();
                assertThat(refused.getCode()).isEqualTo(RefusalCode.NO_SPACE.number());
                assertThat(refused.getSubject()).contains("data directory");
                assertThat(refused.getReason()).contains("kept free");
            }
            assertThat(world.fetch(server, CHUNK)).isEqualTo(held);
            platter.setOthersBytes(0);
            process.clock().sleep(Duration.ofSeconds(2));
            write(OTHER);
        });
    }

    @Test
    void aChunkFileWithoutARightHeaderIsAbsentAndTheOthersAreServed() throws Exception {
        world.run(process -> {
            write(CHUNK);
            write(OTHER);
        });
        for (var content : List.of(new byte[0], new byte[60], new byte[5_000])) {
            server.kill();
            replace(content);
            server.start();
            world.run(process -> {
                assertThat(world.fetch(server, OTHER)).hasSizeGreaterThan(5_000);
                assertThat(refusalOfFetch()).isEqualTo(RefusalCode.NOT_FOUND);
            });
        }
    }

    private void replace(byte[] content) throws Exception {
        var disk = new FakeDisk(server.platter());
        try (var file = disk.open(server.fileOf(CHUNK), Disk.Open.EXISTING)) {
            file.truncate(0);
            file.write(0, List.of(ByteBuffer.wrap(content)));
        }
    }

    private RefusalCode refusalOfFetch() throws Exception {
        try {
            world.fetch(server, CHUNK);
            throw new AssertionError("it was served");
        } catch (RefusedException e) {
            return e.code();
        } catch (CallFailedException e) {
            throw new AssertionError("not refused, but broken", e);
        }
    }
}
