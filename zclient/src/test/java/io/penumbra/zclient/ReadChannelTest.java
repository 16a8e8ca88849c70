package io.penumbra.zclient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.proto.Lookup;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ReadChannelTest {
    private static final int MIB = 1 << 20;

    @Test
    void everyPositionReadsBackRight() throws Exception {
        World.run(
                1,
                world -> {
                    var content = World.bytes(1, 2 * MIB + 17);
                    world.client.write("/f", content);
                    var random = new Random(1);
                    try (var channel = world.client.channel("/f")) {
                        assertThat(channel.size()).isEqualTo(content.length);
                        for (int i = 0; i < 60; i++) {
                            if (random.nextInt(3) > 0) {
                                channel.position(random.nextInt(content.length));
                            }
                            compare(channel, content, 1 + random.nextInt(100_000), i % 2 == 0);
                        }
                    }
                });
    }

    private static void compare(
            SeekableByteChannel channel, byte[] content, int length, boolean direct)
            throws Exception {
        int from = (int) channel.position();
        int left = content.length - from;
        var target = direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
        int read = channel.read(target);
        assertThat(read).isEqualTo(left == 0 ? -1 : Math.min(left, length));
        var bytes = new byte[Math.max(0, read)];
        target.flip().get(bytes);
        assertThat(bytes).isEqualTo(Arrays.copyOfRange(content, from, from + bytes.length));
        assertThat(channel.position()).isEqualTo(from + bytes.length);
    }

    @Test
    void aReadAtRandomMovesWhatIsAskedFor() throws Exception {
        World.run(
                2,
                world -> {
                    world.client.write("/f", World.bytes(2, 2 * MIB));
                    try (var channel = world.client.channel("/f")) {
                        for (int at = 100_000; at < 2_000_000; at += 300_000) {
                            assertThat(channel.position(at).read(ByteBuffer.allocate(4_096)))
                                    .isEqualTo(4_096);
                        }
                    }
                    assertThat(world.chunkservers.reads)
                            .hasSize(7)
                            .allMatch(read -> read.getRanges(0).getLength() <= 4_096);
                });
    }

    /** Each part of a log that many wrote is an extent: who reads a little asks for little. */
    @Test
    void whereTheBytesAreIsAskedForAsFarAsTheyAreRead() throws Exception {
        World.run(
                7,
                world -> {
                    var content = World.bytes(7, 200_000);
                    world.client.write("/f", content);
                    world.masters.extentBytesMax = 1_000;
                    world.masters.layoutExtentsMax = 10;
                    try (var file = world.client.open("/f")) {
                        assertThat(world.masters.lookups).hasSize(1);
                        try (var part = file.stream(150_500, 151_500)) {
                            assertThat(part.readAllBytes())
                                    .isEqualTo(Arrays.copyOfRange(content, 150_500, 151_500));
                        }
                        assertThat(world.masters.lookups)
                                .extracting(Lookup::getFrom)
                                .containsExactly(0L, 150_500L);
                        try (var whole = file.stream()) {
                            assertThat(whole.readAllBytes()).isEqualTo(content);
                        }
                        assertThat(file.pieces().stream().mapToLong(Piece::length).sum())
                                .isEqualTo(content.length);
                    }
                });
    }

    @Test
    void readingOnReadsAhead() throws Exception {
        World.run(
                3,
                world -> {
                    var content = World.bytes(3, 2 * MIB);
                    world.client.write("/f", content);
                    var read = new ByteArrayOutputStream();
                    try (var channel = world.client.channel("/f")) {
                        var buffer = ByteBuffer.allocate(8_192);
                        while (channel.read(buffer) >= 0) {
                            read.write(buffer.array(), 0, buffer.position());
                            buffer.clear();
                        }
                    }
                    assertThat(read.toByteArray()).isEqualTo(content);
                    assertThat(world.chunkservers.reads).hasSizeLessThan(20);
                });
    }

    /** Hazard 56: what the name stands for meanwhile does not matter. */
    @Test
    void itStaysTheVersionThatWasOpened() throws Exception {
        World.run(
                4,
                world -> {
                    world.client.write("/f", "first");
                    try (var channel = world.client.channel("/f")) {
                        world.client.write("/f", "the second one");
                        var all = ByteBuffer.allocate(100);
                        assertThat(channel.read(all)).isEqualTo(5);
                        assertThat(all.flip()).isEqualTo(ByteBuffer.wrap("first".getBytes(UTF_8)));
                        assertThat(channel.read(all.clear())).isEqualTo(-1);
                        assertThat(channel.position(1L << 40).read(all)).isEqualTo(-1);
                    }
                });
    }

    @Test
    void itIsForReadingAndUntilItIsClosed() throws Exception {
        World.run(
                5,
                world -> {
                    world.client.write("/f", "content");
                    var channel = world.client.channel("/f");
                    assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
                            .isInstanceOf(NonWritableChannelException.class);
                    assertThatThrownBy(() -> channel.truncate(1))
                            .isInstanceOf(NonWritableChannelException.class);
                    assertThatThrownBy(() -> channel.position(-1))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThat(channel.isOpen()).isTrue();
                    channel.close();
                    assertThat(channel.isOpen()).isFalse();
                    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
                            .isInstanceOf(ClosedChannelException.class);
                });
    }
}
