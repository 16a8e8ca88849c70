package io.penumbra.core.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.StorageClassName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ChunkFormatTest {
    /** The worked example of the page; whoever changes the format changes these bytes. */
    @Test
    void theExampleInTheDocumentIsWhatTheCodeWrites() throws IOException {
        var page = Files.readString(Path.of("../docs/chunk-format.md"));
        var golden =
                page.lines()
                        .filter(line -> line.matches("    [0-9a-f]{4}  [0-9a-f ]+"))
                        .map(line -> line.substring(10).replace(" ", ""))
                        .collect(Collectors.joining());

        var chunk = Frames.chunk("hello, penumbra\n".getBytes(StandardCharsets.UTF_8));

        assertThat(HexFormat.of().formatHex(chunk)).isEqualTo(golden);
    }

    @Test
    void theExampleIsReadBack() throws IOException {
        var text = "hello, penumbra\n".getBytes(StandardCharsets.UTF_8);
        var chunk = ByteBuffer.wrap(Frames.chunk(text));

        assertThat(ChunkHeader.decode(chunk.slice(0, ChunkFormat.HEADER_BYTES)))
                .isEqualTo(
                        new ChunkHeader(
                                Frames.CLUSTER,
                                ChunkId.of(new Epoch(3), 0x2a),
                                new StorageClassName("default")));
        chunk.position(ChunkFormat.HEADER_BYTES);
        var frame = FrameHeader.decode(chunk);
        frame.requirePlace(Frames.CHUNK, ChunkFormat.HEADER_BYTES);
        frame.requireIntact(0, chunk);
        assertThat(frame.owner()).isEqualTo(new FrameOwner(7, 0));
        assertThat(chunk).isEqualTo(ByteBuffer.wrap(text));
    }

    /** Hazard 49. */
    @Test
    void aFlippedBitAnywhereInAChunkIsNoticed() throws IOException {
        var chunk = Frames.chunk(Frames.payload(1, 5_000), Frames.payload(2, 10));
        requireIntact(chunk);
        for (int at = 0; at < chunk.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                var damaged = chunk.clone();
                damaged[at] ^= (byte) (1 << bit);
                assertThatThrownBy(() -> requireIntact(damaged))
                        .as("bit %d of byte %d", bit, at)
                        .isInstanceOf(DamagedException.class);
            }
        }
    }

    @Test
    void aChunkCutAnywhereInAFrameIsNoticed() throws IOException {
        var chunk = Frames.chunk(Frames.payload(1, 5_000));
        for (int length = 0; length < chunk.length; length++) {
            if (length != ChunkFormat.HEADER_BYTES) {
                var cut = Arrays.copyOf(chunk, length);
                assertThatThrownBy(() -> requireIntact(cut))
                        .as("cut to %d", length)
                        .isInstanceOf(DamagedException.class);
            }
        }
    }

    private static void requireIntact(byte[] chunk) throws DamagedException {
        var bytes = ByteBuffer.wrap(chunk);
        ChunkHeader.decode(bytes);
        bytes.position(ChunkFormat.HEADER_BYTES);
        while (bytes.hasRemaining()) {
            int offset = bytes.position();
            var header = FrameHeader.decode(bytes);
            header.requirePlace(Frames.CHUNK, offset);
            if (bytes.remaining() < header.length()) {
                throw new DamagedException("cut short");
            }
            header.requireIntact(0, bytes.slice(bytes.position(), header.length()));
            bytes.position(bytes.position() + header.length());
        }
    }
}
