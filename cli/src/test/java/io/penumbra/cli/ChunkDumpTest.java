package io.penumbra.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.ChunkHeader;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.chunk.FrameOwner;
import io.penumbra.core.chunk.FrameType;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.StorageClassName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ChunkDumpTest {
    private static final Path PAGE = Path.of("..", "docs", "chunk-format.md");
    private static final ChunkId CHUNK = ChunkId.of(new Epoch(3), 0x2a);
    private static final int DAMAGED = 11;

    @TempDir Path temp;

    private record Ran(int code, String out, String err) {
        List<JsonNode> json() {
            return out.lines().map(JsonMapper.shared()::readTree).toList();
        }

        /** Of the parts of one kind, by the field that says what they are. */
        List<JsonNode> json(String kind) {
            return json().stream()
                    .filter(node -> node.path("kind").asString().equals(kind))
                    .toList();
        }
    }

    private Ran dump(byte[] chunk, String... options) throws IOException {
        var file = Files.write(temp.resolve("some.chunk"), chunk);
        var arguments = new ArrayList<>(List.of("chunk", "dump", file.toString()));
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new));
    }

    private static Ran run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var line = Pfs.commandLine(arguments);
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = line.execute(arguments);
        return new Ran(code, out.toString(), err.toString());
    }

    /** One frame for each length, each of a file of its own; versions go up along the chunk. */
    private static byte[] chunk(int... lengths) {
        var file = new ByteArrayOutputStream();
        var header =
                new ChunkHeader(
                        new ClusterId("6f1c2d3e-4a5b-4c6d-8e7f-0123456789ab"),
                        CHUNK,
                        new StorageClassName("default"));
        file.writeBytes(header.encode().array());
        for (int i = 0; i < lengths.length; i++) {
            file.writeBytes(frame(CHUNK, file.size(), i + 1, lengths[i]));
        }
        return file.toByteArray();
    }

    private static byte[] frame(ChunkId chunk, long offset, int version, int length) {
        var payload = new byte[length];
        new SplittableRandom(version).nextBytes(payload);
        var header =
                FrameHeader.over(
                        FrameType.DATA,
                        chunk,
                        offset,
                        new ChunkVersion(version),
                        new FrameOwner(version, 10L * version),
                        ByteBuffer.wrap(payload));
        var frame = ByteBuffer.allocate(header.frameBytes());
        header.encode(frame);
        return frame.put(payload).array();
    }

    private static byte[] flipped(byte[] chunk, int at) {
        var copy = chunk.clone();
        copy[at] ^= 1;
        return copy;
    }

    @Test
    void theExampleOfThePageIsWhatTheCommandSaysOfTheBytesThere() throws IOException {
        var page = Files.readString(PAGE);
        var bytes =
                page.lines()
                        .filter(line -> line.matches("    [0-9a-f]{4}  [0-9a-f ]+"))
                        .map(line -> line.substring(10).replace(" ", ""))
                        .collect(Collectors.joining());

        var ran = dump(HexFormat.of().parseHex(bytes));

        assertThat(ran.code()).isZero();
        assertThat(page).contains("```\n" + ran.out() + "```");
    }

    @Test
    void anIntactChunkIsShownFrameByFrame() throws IOException {
        var ran = dump(chunk(65_536, 5_000, 1));
        assertThat(ran.code()).isZero();
        assertThat(ran.out().lines()).hasSize(6);
        assertThat(ran.out())
                .contains(
                        " 65784  data            2  inode-0.2                      20    5000  ok")
                .contains("3 frames, 70,537 bytes of 3 files, ")
                .contains("all checksums are right");
        assertThat(dump(chunk(65_536, 5_000, 1), "--summary").out().lines()).hasSize(2);
    }

    @Test
    void aChunkWithoutFramesIsRight() throws IOException {
        assertThat(dump(chunk())).matches(ran -> ran.code() == 0 && ran.out().contains("0 frames"));
    }

    /** Hazard 49. */
    @Test
    void theBadBlocksOfAFrameAreNamedAndTheNextFramesShown() throws IOException {
        var chunk = chunk(65_536, 300);
        int payload = ChunkFormat.HEADER_BYTES + ChunkFormat.FRAME_HEADER_BYTES_MAX;
        var damaged = flipped(flipped(chunk, payload + 3 * 4096 + 7), payload + 65_535);
        var ran = dump(damaged);
        assertThat(ran.code()).isEqualTo(DAMAGED);
        assertThat(ran.out()).contains("BAD: block 3, 15 of 16", " 300  ok", "1 damaged frame");
        assertThat(dump(damaged, "--json").json("frame").getFirst().path("badBlocks").toString())
                .isEqualTo("[3,15]");
    }

    /** Hazard 49: wherever a bit flips, it is told, and costs no more than the frame it is in. */
    @Test
    void aFlippedBitAnywhereBehindTheHeaderCostsOneFrameAtMost() throws IOException {
        var chunk = chunk(40, 5_000, 70);
        for (int at = ChunkFormat.HEADER_BYTES; at < chunk.length; at += 7) {
            var ran = dump(flipped(chunk, at), "--json");
            var sums = ran.json("summary").getFirst();
            assertThat(ran.code()).as("byte %d", at).isEqualTo(DAMAGED);
            assertThat(sums.path("frames").asInt() - sums.path("damagedFrames").asInt())
                    .as("byte %d", at)
                    .isEqualTo(2);
        }
    }

    @Test
    void whatStandsBehindTheLastFrameIsToldFromFrames() throws IOException {
        var chunk = chunk(500, 5_000);
        var torn = Arrays.copyOf(chunk, chunk.length - 1_000);
        assertThat(dump(torn, "--json").json("tail").getFirst().path("why").asString())
                .isEqualTo("a frame of 5000 bytes, of which 4000 are there");
        var zeroes = dump(Arrays.copyOf(chunk, chunk.length + 100_000));
        assertThat(zeroes.code()).isEqualTo(DAMAGED);
        assertThat(zeroes.out()).contains("100,000 bytes up to the end: all zero");
        var garbage = Arrays.copyOf(chunk, chunk.length + 200);
        Arrays.fill(garbage, chunk.length, garbage.length, (byte) 'P');
        assertThat(dump(garbage).out())
                .contains("200 bytes up to the end: no frame here")
                .contains("200 bytes behind the last frame");
    }

    @Test
    void aFrameThatStrayedOrWhoseVersionGoesBackIsNotRight() throws IOException {
        var head = chunk(100);
        var strayed = join(head, frame(new ChunkId(9), head.length, 2, 200));
        assertThat(dump(strayed).out())
                .contains("frame of chunk-0.9 at 288 found in chunk-3.2a at 288");
        var back = join(chunk(10, 10), frame(CHUNK, chunk(10, 10).length, 1, 10));
        var ran = dump(back);
        assertThat(ran.code()).isEqualTo(DAMAGED);
        assertThat(ran.out()).contains("BAD: its version goes back");
    }

    private static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }

    @Test
    void jsonHasOneObjectForEachPart() throws IOException {
        var lines = dump(chunk(16, 17), "--json").json();
        assertThat(lines)
                .extracting(line -> line.path("kind").asString())
                .containsExactly("chunk", "frame", "frame", "summary");
        assertThat(lines.getFirst().path("chunk").asString()).isEqualTo("chunk-3.2a");
        assertThat(lines.getLast().path("payloadBytes").asInt()).isEqualTo(33);
    }

    @Test
    void whatIsNoChunkIsRefusedByItsName() throws IOException {
        var empty = dump(new byte[0]);
        assertThat(empty.code()).isEqualTo(DAMAGED);
        assertThat(empty.err())
                .isEqualTo(
                        "pfs: "
                                + temp.resolve("some.chunk")
                                + ": is empty: not even a chunk's header is in it\n");
        assertThat(dump(flipped(chunk(10), 40)))
                .matches(ran -> ran.code() == DAMAGED)
                .matches(ran -> ran.err().contains("some.chunk: chunk header fails its checksum"));
        assertThat(dump(Arrays.copyOf(chunk(), 100)).err())
                .contains("some.chunk: chunk header cut short: 100 bytes");
        assertThat(dump("any text at all".getBytes(UTF_8)))
                .matches(ran -> ran.code() == 2)
                .matches(ran -> ran.err().contains("some.chunk: is not a chunk"));
        assertThat(run("chunk", "dump", temp.toString()))
                .matches(ran -> ran.code() == 4 && ran.err().contains("is a directory"));
        assertThat(run("chunk", "dump", temp.resolve("none").toString()).code()).isEqualTo(3);
    }

    @Test
    void aChunkIsReadFromAPipe() {
        var in = System.in;
        try {
            System.setIn(new ByteArrayInputStream(chunk(10)));
            assertThat(run("chunk", "dump", "-").out()).contains("1 frame, 10 bytes of 1 file");
        } finally {
            System.setIn(in);
        }
    }
}
