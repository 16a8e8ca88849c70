package io.penumbra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.Limits;
import io.penumbra.zclient.GcStatus;
import io.penumbra.zclient.PenumbraException;
import io.penumbra.zclient.StorageClass;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the collector does with the bytes of files that are used meanwhile, by processes. */
final class CollectorIT {
    private static final int PIECE = Limits.PIECE_BYTES_MAX;
    private static final int RECORDS = 300;
    private static final int LENGTH = 5 * PIECE;
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String IMAGES = "/images";

    @TempDir private static Path data;
    private static RunningCluster cluster;
    private static ZClient client;
    private final byte[] image = Http.bytes(70, LENGTH);

    @BeforeAll
    static void start() throws Exception {
        cluster = RunningCluster.inOneJvm(data.resolve("data"), "-D", "master.history-window=1s");
        client = ZClient.connect(cluster.masters());
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        cluster.close();
    }

    /** Hazard 62: what is shared outlives whoever wrote it, the collector, and a compaction. */
    @Test
    void whatIsStoredIsNotSentAgainAndStaysAsLongAsItIsUsed() throws Exception {
        ok("class", "images", "--replicas", "3", "--deduplicate");
        ok("mkdir", IMAGES);
        ok("class", "images", "--for", IMAGES);
        assertThat(ok("class", "images")).containsPattern("images .* yes");

        var first = put("/first", image);
        assertThat(first.path("foundBytes").asLong()).isZero();
        assertThat(first.path("sha256").asString()).isEqualTo(Http.sha256(image));
        long once = chunkBytes();
        var second = put("/second", image);
        assertThat(second.path("foundBytes").asLong()).isEqualTo(LENGTH);
        assertThat(second.path("sentBytes").asLong()).isZero();
        assertThat(second.path("sha256").asString()).isEqualTo(Http.sha256(image));
        assertThat(chunkBytes() - once).as("grown by").isLessThan(100_000);
        assertThat(ok("class", "images")).contains("20.0 MiB in 5 pieces, 20.0 MiB saved");
        assertThat(ok("stat", "--json", IMAGES + "/second"))
                .contains("\"sharedBytes\" : " + LENGTH);

        ok("rm", IMAGES + "/first");
        awaitGc(gc -> gc.reclaimLeft() == 0);
        awaitPieces(new StorageClass.Pieces(5, LENGTH, 0));
        assertThat(client.readBytes(IMAGES + "/second")).isEqualTo(image);

        // One piece of the first file's chunk is used by a third, and in the end by nobody else.
        var other = Arrays.copyOf(image, PIECE + 100_000);
        assertThat(put("/third", other).path("foundBytes").asLong()).isEqualTo(PIECE);
        ok("rm", IMAGES + "/second");
        awaitGc(gc ->
                gc.compactedChunks() > 0 && gc.discardedCopies() >= 3L * gc.compactedChunks());
        assertThat(client.readBytes(IMAGES + "/third")).isEqualTo(other);
        assertThat(chunkBytes()).as("given back").isLessThan(once);
        var again = put("/again", image);
        assertThat(again.path("foundBytes").asLong()).isEqualTo(PIECE);
        assertThat(client.readBytes(IMAGES + "/again")).isEqualTo(image);
        assertThat(client.readBytes(IMAGES + "/third")).isEqualTo(other);
    }

    /** Hazard 62: bytes that move are those that readers get, also who opened the file before. */
    @Test
    void aLogOfManySmallRecordsIsPutTogetherUnderItsReaders() throws Exception {
        var expected = new StringBuilder();
        try (var log = client.appender("/log")) {
            for (int i = 0; i < RECORDS; i++) {
                var record = "record %d%n".formatted(i);
                log.write(record.getBytes(StandardCharsets.UTF_8));
                log.flush();
                expected.append(record);
            }
        }
        var before = client.stat("/log");
        try (var reader = client.open("/log")) {
            assertThat(reader.pieces()).hasSize(RECORDS);
            awaitGc(gc -> gc.joinedParts() >= RECORDS);
            assertThat(reader.stream().readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(expected.toString());
        }
        try (var reader = client.open("/log")) {
            assertThat(reader.pieces()).hasSizeLessThan(10);
            assertThat(reader.status().version()).isEqualTo(before.version());
            assertThat(reader.status().modified()).isEqualTo(before.modified());
        }
        assertThat(client.read("/log")).isEqualTo(expected.toString());
        assertThat(ok("gc", "status")).contains("small parts put together");
    }

    private static JsonNode put(String name, byte[] content) throws Exception {
        var local = Files.write(data.resolve("local"), content);
        var path = IMAGES + name;
        return JsonMapper.shared().readTree(ok("put", "--json", local.toString(), path));
    }

    private static String ok(String... arguments) throws Exception {
        var ran = cluster.pfs(arguments);
        assertThat(ran.code()).as("%s: %s", String.join(" ", arguments), ran.err()).isZero();
        return ran.out();
    }

    /** Of all chunkservers, without what is in their trash. */
    private static long chunkBytes() throws IOException {
        long bytes = 0;
        try (var files = Files.walk(data.resolve("data"))) {
            for (var file : files.filter(CollectorIT::isChunk).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private static boolean isChunk(Path file) {
        return file.toString().endsWith(".chunk") && !file.toString().contains("/trash/");
    }

    /** A leader collects nothing in its first minute. */
    private static void awaitGc(Predicate<GcStatus> wanted) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                var gc = client.runGc();
                if (gc.waitingFor().isEmpty() && wanted.test(gc)) {
                    return;
                }
                assertThat(System.nanoTime()).as(gc.toString()).isLessThan(deadline);
            } catch (PenumbraException e) {
                assertThat(System.nanoTime()).as(e.toString()).isLessThan(deadline);
            }
            Thread.sleep(500);
        }
    }

    private static void awaitPieces(StorageClass.Pieces wanted) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var found =
                    client.storageClasses().stream()
                            .filter(it -> it.name().equals("images"))
                            .findFirst()
                            .orElseThrow()
                            .pieces();
            if (found.equals(wanted)) {
                return;
            }
            assertThat(System.nanoTime()).as(found.toString()).isLessThan(deadline);
            Thread.sleep(200);
        }
    }
}
