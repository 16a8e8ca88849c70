package io.penumbra.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.FileVersion;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.port.Threads;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.time.SystemClock;
import io.penumbra.platform.time.SystemThreads;
import io.penumbra.zclient.FileKind;
import io.penumbra.zclient.FileStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cache on a real disk, in front of chunkservers that are an array. */
@Timeout(60)
final class CachedReadsTest {
    private static final int PIECE = CacheSettings.PIECE_BYTES;
    private static final long MIB = 1 << 20;

    private final FaultHandler faults =
            new FaultHandler(code -> assertThat(code).as("a fault").isZero());
    private final SystemClock clock = new SystemClock(faults);
    private final CacheFigures figures = new CacheFigures();
    private final byte[] content = new byte[5 * PIECE + 12_345];
    private long version = 1;
    private long moved;

    @TempDir private Path root;
    private Path folder;
    private ContentCache cache;
    private CachedReads reads;

    @BeforeEach
    void startCache() {
        new Random(1).nextBytes(content);
        folder = root.resolve("cache");
        cacheOf(64 * MIB, new SystemThreads(faults));
    }

    @AfterEach
    void stopCache() {
        cache.close();
    }

    private void cacheOf(long bytes, Threads threads) {
        cache = new ContentCache(new CacheSettings(folder, bytes, 128 * MIB), figures, clock);
        reads = new CachedReads(Optional.of(cache), figures);
        cache.start(threads);
        waitUntil(() -> Files.exists(folder.resolve("cache.lock")));
    }

    private void waitUntil(BooleanSupplier holds) {
        try {
            while (!holds.getAsBoolean()) {
                clock.sleep(Duration.ofMillis(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private FileStatus file() {
        return new FileStatus(
                "/f",
                FileKind.FILE,
                content.length,
                new InodeId(1),
                new FileVersion(version),
                0644,
                "u",
                "g",
                Instant.EPOCH,
                "default",
                Optional.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    /** Reads a range and checks it; how much the chunkservers sent for it. */
    private long read(int from, int to) throws IOException {
        long before = moved;
        var got = new ByteArrayOutputStream();
        var ends = new int[1];
        reads.copy(
                file(),
                (first, end) -> {
                    moved += end - first;
                    return new ByteArrayInputStream(content, (int) first, (int) (end - first));
                },
                from,
                to,
                (bytes, last) -> {
                    var part = new byte[bytes.remaining()];
                    bytes.get(part);
                    got.writeBytes(part);
                    ends[0] += last ? 1 : 0;
                });
        assertThat(ends[0]).isEqualTo(from < to ? 1 : 0);
        assertThat(Arrays.equals(got.toByteArray(), Arrays.copyOfRange(content, from, to)))
                .isTrue();
        return moved - before;
    }

    private long readAll() throws IOException {
        return read(0, content.length);
    }

    private void fill() throws IOException {
        while (figures.pieces() < 6) {
            readAll();
            waitUntil(() -> true);
        }
    }

    @Test
    void whatIsReadAgainAndAgainComesFromTheCache() throws IOException {
        assertThat(readAll()).isEqualTo(content.length);
        assertThat(readAll()).isEqualTo(content.length);
        fill();
        long hits = figures.hits();
        assertThat(readAll()).isZero();
        assertThat(read(PIECE - 10, PIECE + 10)).isZero();
        assertThat(read(content.length - 1, content.length)).isZero();
        assertThat(read(7, 7)).isZero();
        assertThat(figures.hits()).isEqualTo(hits + 6 + 2 + 1);
    }

    @Test
    void anotherVersionIsOtherContent() throws IOException {
        fill();
        new Random(2).nextBytes(content);
        version++;
        assertThat(readAll()).isEqualTo(content.length);
    }

    @Test
    void aSmallPartOfColdContentMovesNothingElse() throws IOException {
        var random = new Random(3);
        for (int piece = 0; piece < 5; piece++) {
            int from = piece * PIECE + random.nextInt(PIECE - 4_096);
            assertThat(read(from, from + 4_096)).isEqualTo(4_096);
        }
        assertThat(read(PIECE - 100, PIECE + 100)).isEqualTo(200);
        assertThat(figures.fetchedBytes()).isEqualTo(moved);
    }

    @Test
    void aSmallPartThatManyWantIsServedFromTheCache() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(read(1_000, 5_096)).isEqualTo(4_096);
        }
        assertThat(read(1_000, 5_096)).isEqualTo(PIECE);
        assertThat(read(1_000, 5_096)).isZero();
        waitUntil(() -> figures.pieces() == 1);
        assertThat(read(100_000, 110_000)).isZero();
    }

    @Test
    void whoReadsOnFindsTheNextPartReadAlready() throws IOException {
        long calls = 0;
        for (int from = 0; from < content.length; from += 32_768) {
            calls += read(from, Math.min(content.length, from + 32_768)) > 0 ? 1 : 0;
        }
        assertThat(calls).isEqualTo(1 + 6);
        assertThat(moved).isLessThan(content.length + PIECE);
        assertThat(figures.pieces()).as("read once, held by nobody").isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyRangeIsRightWhateverBecomesOfTheDisk(long seed) throws IOException {
        var random = new Random(seed);
        for (int i = 0; i < 400; i++) {
            int from = random.nextInt(content.length);
            int length = random.nextBoolean() ? 5_000 : content.length;
            read(from, Math.min(content.length, from + 1 + random.nextInt(length)));
            if (random.nextInt(10) == 0) {
                spoil(random);
            }
        }
        assertThat(figures.hits()).isPositive();
    }

    private List<Path> pieces() throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".piece")).toList();
        } catch (UncheckedIOException e) {
            return List.of(); // one went meanwhile
        }
    }

    private void spoil(Random random) throws IOException {
        for (var piece : pieces()) {
            switch (random.nextInt(3)) {
                case 0 -> Files.write(piece, new byte[0]);
                case 1 -> Files.deleteIfExists(piece);
                default -> {
                    if (Files.exists(piece)) {
                        var bytes = Files.readAllBytes(piece);
                        if (bytes.length > 0) {
                            bytes[random.nextInt(bytes.length)] ^= 1;
                            Files.write(piece, bytes);
                        }
                    }
                }
            }
        }
    }

    @Test
    void aDeletedFolderCostsHitsAndIsMadeAgain() throws IOException {
        fill();
        for (var piece : pieces()) {
            Files.delete(piece);
            Files.delete(piece.resolveSibling(""));
        }
        assertThat(readAll()).isEqualTo(content.length);
        assertThat(figures.failures()).isEqualTo(6);
        fill();
        assertThat(readAll()).isZero();
    }

    @Test
    void whatIsGoneFromTheDiskIsNotCountedAnyMore() throws IOException {
        fill();
        for (var piece : pieces()) {
            Files.delete(piece);
            var subfolder = piece.resolveSibling("");
            Files.delete(subfolder);
            Files.writeString(subfolder, "in the way");
        }
        assertThat(readAll()).isEqualTo(content.length);
        assertThat(figures.pieces()).isZero();
        assertThat(figures.bytes()).isZero();
    }

    @Test
    void aDiskThatTakesNothingHoldsUpNobody() throws IOException {
        for (int i = 0; i < 256; i++) {
            Files.writeString(folder.resolve("%02x".formatted(i)), "in the way");
        }
        while (figures.dropped() == 0) {
            assertThat(readAll()).isEqualTo(content.length);
        }
        waitUntil(() -> figures.failures() > 0);
        assertThat(figures.failures()).isEqualTo(1);
        assertThat(figures.pieces()).isZero();
    }

    @Test
    void aFolderThatCannotBeUsedStopsNothing() throws IOException {
        cache.close();
        var file = Files.writeString(root.resolve("file"), "no folder");
        cache =
                new ContentCache(
                        new CacheSettings(file.resolve("in"), MIB, 128 * MIB), figures, clock);
        reads = new CachedReads(Optional.of(cache), figures);
        cache.start(new SystemThreads(faults));
        for (int i = 0; i < 3; i++) {
            assertThat(readAll()).isEqualTo(content.length);
        }
        waitUntil(() -> figures.failures() > 0);
    }

    @Test
    void itHoldsNoMoreThanItMay() throws IOException {
        cache.close();
        folder = root.resolve("small");
        cacheOf(3L * PIECE, new SystemThreads(faults));
        for (int i = 0; i < 20; i++) {
            readAll();
            assertThat(figures.bytes()).isLessThanOrEqualTo(3L * PIECE);
        }
        waitUntil(() -> figures.pieces() > 0);
        assertThat(figures.limitBytes()).isLessThanOrEqualTo(3L * PIECE);
    }

    @Test
    void aFullDiskIsLeftToOthers() {
        var settings = new CacheSettings(folder, 1 << 30, 128 * MIB);
        assertThat(settings.limit(0, 400 * MIB)).isEqualTo(100 * MIB);
        assertThat(settings.limit(100 * MIB, 300 * MIB)).isEqualTo(100 * MIB);
        assertThat(settings.limit(0, Long.MAX_VALUE / 2)).isEqualTo(1 << 30);
        assertThat(settings.limit(100 * MIB, 0)).isEqualTo(25 * MIB);
    }
}
