package io.penumbra.zclient;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.Limits;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.proto.ExtentMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** In classes that deduplicate a client sends only what is not stored. */
final class DeduplicationTest {
    private static final int PIECE = 2 * Limits.PIECE_BYTES_MIN;

    private interface Body {
        void run(World world, ZClient client) throws Exception;
    }

    private static void run(long seed, Body body) throws Exception {
        World.run(
                seed,
                world -> {
                    world.masters.deduplicating.add("default");
                    try (var client = world.client(it -> it.withPieceBytes(PIECE))) {
                        body.run(world, client);
                    }
                });
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private static long sent(World world) {
        return world.chunkservers.accepted.stream().mapToLong(it -> it.length()).sum();
    }

    /** As a stream; how many bytes were found. */
    private static long put(ZClient client, String path, byte[] content) throws IOException {
        try (var writer = client.writer(path, WriteOptions.DEFAULT)) {
            writer.write(content);
            writer.commit();
            return writer.foundBytes();
        }
    }

    @Test
    void whatIsStoredIsNotSentAgain() throws Exception {
        run(
                1,
                (world, client) -> {
                    var content = World.bytes(1, 20 * PIECE + 70_000);
                    assertThat(put(client, "/a", content)).isZero();
                    long once = sent(world);
                    assertThat(once).isEqualTo(content.length);
                    assertThat(put(client, "/b", content)).isEqualTo(content.length);
                    var third = client.write("/c", content);
                    assertThat(third.sha256()).hasValue(sha256(content));
                    assertThat(sent(world)).isEqualTo(once);
                    for (var path : List.of("/a", "/b", "/c")) {
                        assertThat(client.readBytes(path)).isEqualTo(content);
                    }
                });
    }

    @Test
    void aFileThatDiffersInOnePieceSendsThatPiece() throws Exception {
        run(
                2,
                (world, client) -> {
                    var content = World.bytes(2, 9 * PIECE);
                    put(client, "/a", content);
                    content[5 * PIECE + 100]++;
                    assertThat(put(client, "/b", content)).isEqualTo(8 * PIECE);
                    assertThat(sent(world)).isEqualTo(10 * PIECE);
                    assertThat(client.readBytes("/b")).isEqualTo(content);
                });
    }

    @Test
    void aPieceThatComesTwiceInAFileIsSentOnce() throws Exception {
        run(
                3,
                (world, client) -> {
                    var content = new byte[12 * PIECE];
                    assertThat(put(client, "/zeros", content)).isEqualTo(11 * PIECE);
                    assertThat(sent(world)).isEqualTo(PIECE);
                    assertThat(client.readBytes("/zeros")).isEqualTo(content);
                });
    }

    /** It was found, and is in nobody's use by the time of the commit: nothing is lost. */
    @Test
    void whatIsGoneByTheCommitIsSentAfterAll() throws Exception {
        run(
                4,
                (world, client) -> {
                    var content = World.bytes(4, 3 * PIECE);
                    put(client, "/a", content);
                    world.masters.beforePieces = world.masters.pieces::clear;
                    assertThat(put(client, "/b", content)).isZero();
                    assertThat(sent(world)).isEqualTo(2L * content.length);
                    assertThat(client.readBytes("/b")).isEqualTo(content);
                    world.masters.beforePieces = () -> {};
                    assertThat(put(client, "/c", content)).isEqualTo(content.length);
                });
    }

    /**
     * Of a large file, which the master takes bit by bit, the bytes are kept no longer than that.
     */
    @Test
    void whatIsGoneInTheMidstOfALargeFileIsSentAfterAll() throws Exception {
        run(
                5,
                (world, client) -> {
                    var content = World.bytes(5, 40 * PIECE);
                    put(client, "/a", content);
                    world.masters.beforePieces =
                            () -> {
                                world.masters.pieces.clear();
                                world.masters.beforePieces = () -> {};
                            };
                    put(client, "/b", content);
                    assertThat(client.readBytes("/b")).isEqualTo(content);
                    assertThat(world.masters.received).anyMatch(it -> it.hasUploadExtents());
                });
    }

    /** What is small would cost more to look for than it saves. */
    @Test
    void tinyFilesAndAppendsAreNotLookedFor() throws Exception {
        run(
                6,
                (world, client) -> {
                    client.write("/tiny", World.bytes(6, Limits.PIECE_BYTES_MIN - 1));
                    client.append("/tiny", World.bytes(6, 4 * PIECE));
                    client.write("/tiny", 0, World.bytes(7, PIECE));
                    assertThat(world.masters.searches).isEmpty();
                    client.write("/small", World.bytes(6, Limits.PIECE_BYTES_MIN));
                    assertThat(world.masters.searches).hasSize(1);
                });
    }

    /** So that it can be found: in two chunks it has two places. */
    @Test
    void aPieceStandsInOneChunk() throws Exception {
        run(
                8,
                (world, client) -> {
                    put(client, "/a", World.bytes(8, 30 * PIECE));
                    assertThat(world.masters.file("/a").getExtentsList())
                            .hasSize(30)
                            .allMatch(extent -> extent.getLength() == PIECE);
                });
    }

    /** A chunk may be too small for any piece. */
    @Test
    void whatFitsNoChunkIsWrittenAllTheSame() throws Exception {
        run(
                9,
                (world, client) -> {
                    world.masters.bytesMax = 128L + ChunkFormat.FULL_FRAME_BYTES;
                    var content = World.bytes(9, 4 * PIECE);
                    put(client, "/a", content);
                    assertThat(client.readBytes("/a")).isEqualTo(content);
                    assertThat(world.masters.file("/a").getExtentsList())
                            .extracting(ExtentMessage::getSha256)
                            .allMatch(name -> name.isEmpty());
                });
    }

    /** Whatever vanishes at whatever time, with whatever failures of chunkservers: all is right. */
    @Test
    void everyFileReadsBackRight() throws Exception {
        for (long seed = 0; seed < 12; seed++) {
            var random = new Random(seed);
            run(100 + seed, (world, client) -> writeAndCompare(world, client, random));
        }
    }

    private static void writeAndCompare(World world, ZClient client, Random random)
            throws Exception {
        var files = new TreeMap<String, byte[]>();
        world.masters.beforePieces =
                () -> {
                    if (random.nextInt(3) == 0) {
                        var names = new ArrayList<>(world.masters.pieces.keySet());
                        world.masters.pieces.remove(names.get(random.nextInt(names.size())));
                    }
                };
        for (int i = 0; i < 25; i++) {
            var content = ofPieces(random);
            if (i == 12) {
                world.chunkservers.acknowledgeBytes = 1L + random.nextInt(4 * PIECE);
                world.chunkservers.trouble = ScriptedChunkservers.Trouble.BREAKS;
            }
            files.put("/f" + i, content);
            var status =
                    random.nextBoolean()
                            ? client.write("/f" + i, content)
                            : client.write("/f" + i, new ByteArrayInputStream(content));
            assertThat(status.sha256()).hasValue(sha256(content));
        }
        for (var file : files.entrySet()) {
            assertThat(client.readBytes(file.getKey())).isEqualTo(file.getValue());
        }
        assertThat(sent(world))
                .isLessThan(files.values().stream().mapToLong(it -> it.length).sum());
    }

    private static byte[] ofPieces(Random random) {
        var content = new ByteArrayOutputStream();
        int pieces = random.nextInt(14);
        for (int i = 0; i < pieces; i++) {
            content.writeBytes(World.bytes(random.nextInt(6), PIECE));
        }
        content.writeBytes(World.bytes(random.nextLong(), random.nextInt(PIECE)));
        return content.toByteArray();
    }
}
