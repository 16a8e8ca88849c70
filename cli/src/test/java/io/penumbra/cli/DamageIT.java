package io.penumbra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.zclient.ProcessStatus;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunk files change behind their chunkservers' backs, and chunkservers miss what changes. */
final class DamageIT {
    /** {@code -Dpenumbra.flips=1000} for more of them. */
    private static final int FLIPS = Integer.getInteger("penumbra.flips", 300);

    private static final int SERVERS = 3;
    private static final int READERS = 2;
    private static final int LARGE = 6;
    private static final int SMALL = 60;
    private static final long STRIDE = 60_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir private static Path data;
    private static RunningCluster cluster;
    private static ZClient client;
    private final Random random = new Random(49);

    @BeforeAll
    static void start() throws Exception {
        cluster = RunningCluster.start(data);
        client = ZClient.connect(cluster.masters());
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        cluster.close();
    }

    /** By a client of its own, with which its chunks are sealed. */
    private static Map<String, byte[]> write(String folder) throws IOException {
        var files = new LinkedHashMap<String, byte[]>();
        try (var writer = ZClient.connect(cluster.masters())) {
            for (int i = 0; i < LARGE + SMALL; i++) {
                var path = "%s/%d".formatted(folder, i);
                var bytes = Http.bytes(i, i < LARGE ? 2_000_000 : 10_000);
                writer.write(path, bytes);
                files.put(path, bytes);
            }
        }
        return files;
    }

    /** Hazards 49, 50 and 52: 0 wrong bytes, and in the end every copy is as it was. */
    @Test
    void bitsThatFlipWhileFilesAreReadAreSeenByNobodyAndRepaired() throws Exception {
        var files = write("/flipped");
        for (int spared = 1; spared <= SERVERS; spared++) {
            long began = System.nanoTime();
            long reads = readWhileFlipping(files, spared);
            awaitWhole(files);
            System.out.printf(
                    "%d bits flipped on 2 of 3 chunkservers, %,d files read meanwhile: 0 wrong"
                            + " bytes, all repaired after %.1f s%n",
                    FLIPS / SERVERS, reads, (System.nanoTime() - began) / 1e9);
        }
    }

    private long readWhileFlipping(Map<String, byte[]> files, int spared) throws Exception {
        var over = new AtomicBoolean();
        try (var threads = Executors.newFixedThreadPool(READERS)) {
            var readers = new ArrayList<Callable<Long>>();
            for (int i = 0; i < READERS; i++) {
                readers.add(() -> readUntil(over, files));
            }
            var reading = readers.stream().map(threads::submit).toList();
            try {
                for (int i = 0; i < FLIPS / SERVERS; i++) {
                    flipSomewhere(spared);
                    Thread.sleep(5);
                }
            } finally {
                over.set(true);
            }
            long reads = 0;
            for (var each : reading) {
                reads += each.get();
            }
            return reads;
        }
    }

    /** At least once all of them, after the last bit was flipped. */
    private static long readUntil(AtomicBoolean over, Map<String, byte[]> files)
            throws IOException {
        long reads = 0;
        boolean last;
        do {
            last = over.get();
            for (var file : files.entrySet()) {
                boolean same = Arrays.equals(client.readBytes(file.getKey()), file.getValue());
                assertThat(same).as(file.getKey()).isTrue();
                reads++;
            }
        } while (!last);
        return reads;
    }

    private void flipSomewhere(int spared) throws IOException {
        int server = 1 + random.nextInt(SERVERS - 1);
        var chunks = chunks(server < spared ? server : server + 1);
        var chunk = chunks.get(random.nextInt(chunks.size()));
        flip(chunk, random.nextLong(Files.size(chunk)));
    }

    private static List<Path> chunks(int server) throws IOException {
        try (var files = Files.walk(data.resolve("chunkserver-" + server))) {
            return files.filter(file -> file.toString().endsWith(".chunk")).sorted().toList();
        }
    }

    private static void flip(Path chunk, long at) throws IOException {
        try (var file =
                FileChannel.open(chunk, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var bit = ByteBuffer.allocate(1);
            file.read(bit, at);
            file.write(bit.put(0, (byte) (bit.get(0) ^ 1 << (at % 8))).flip(), at);
        }
    }

    /** Looks at everything, also what nobody read, and waits until nothing is left to repair. */
    private static void awaitWhole(Map<String, byte[]> files) throws Exception {
        var servers =
                client.cluster().processes().stream()
                        .filter(process -> process.role().equals("chunkserver"))
                        .toList();
        // A bit that flipped in a chunk while it was compacted is found by the scrub after that.
        eventually(() -> {
            for (var server : servers) {
                scrub(server);
            }
            var repair = client.cluster().repair();
            return repair.isWhole() && repair.damaged() == 0 && isSameOnAllServers(files);
        });
        for (var path : files.keySet()) {
            try (var file = client.open(path)) {
                assertThat(file.verify(_ -> {})).isEmpty();
            }
        }
    }

    private static boolean isSameOnAllServers(Map<String, byte[]> files) throws IOException {
        var chunks = new TreeSet<String>();
        for (var path : files.keySet()) {
            try (var file = client.open(path)) {
                file.pieces()
                        .forEach(it -> chunks.add("%016x.chunk".formatted(it.chunk().value())));
            }
        }
        for (var chunk : chunks) {
            if (!isSameOnAllServers(chunk)) {
                return false;
            }
        }
        return true;
    }

    private static void scrub(ProcessStatus server) throws Exception {
        eventually(() -> !client.scrubStatus(server).running());
        var before = client.scrubStatus(server).began();
        client.scrub(server);
        eventually(() -> {
            var scrub = client.scrubStatus(server);
            return !scrub.running() && !scrub.began().equals(before);
        });
    }

    private static boolean isSameOnAllServers(String chunk) throws IOException {
        var copies = new ArrayList<Path>();
        for (int server = 1; server <= SERVERS; server++) {
            chunks(server).stream().filter(file -> file.endsWith(chunk)).forEach(copies::add);
        }
        boolean same = copies.size() == SERVERS;
        for (var copy : copies) {
            same &= Files.mismatch(copies.getFirst(), copy) == -1;
        }
        return same;
    }

    private static void eventually(Callable<Boolean> wanted) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.call()) {
            assertThat(System.nanoTime()).as(client.cluster().toString()).isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    @Test
    void verifyNamesTheBadCopyAndEndsWithOneUntilItIsReplaced() throws Exception {
        var files = write("/verified");
        var path = files.keySet().iterator().next();
        String chunk;
        try (var file = client.open(path)) {
            chunk = "%016x.chunk".formatted(file.pieces().getFirst().chunk().value());
        }
        for (var copy : chunks(2)) {
            for (long at = STRIDE; copy.endsWith(chunk) && at < Files.size(copy); at += STRIDE) {
                flip(copy, at);
            }
        }
        var bad = cluster.pfs("verify", path);
        assertThat(bad.code()).as(bad.out() + bad.err()).isEqualTo(1);
        assertThat(bad.out()).contains(path + ": bytes ", ": damaged: ", "1 files, 1 of them");
        awaitWhole(files);
        var good = cluster.pfs("verify", "-r", "/verified");
        assertThat(good.out()).contains("66 files, every copy is whole");
        assertThat(good.code()).isZero();
        var status = cluster.pfs("scrub", "status", "--json");
        assertThat(status.out()).contains("\"bytesLeft\" : 0");
    }

    /** Hazards 31 and 48: what it missed is not read from it, and it gets it. */
    @Test
    void aChunkserverThatMissedChangesIsBroughtUpToDateAndNotBelievedBefore() throws Exception {
        var files = write("/changed");
        var asleep = cluster.chunkservers(SERVERS).getLast();
        RunningCluster.signal("STOP", asleep);
        try (var writer = ZClient.connect(cluster.masters())) {
            for (var file : files.entrySet()) {
                var more = Http.bytes(file.getValue().length, 5_000);
                var all = Arrays.copyOf(file.getValue(), file.getValue().length + more.length);
                System.arraycopy(more, 0, all, file.getValue().length, more.length);
                System.arraycopy(more, 0, all, 1_000, more.length);
                writer.append(file.getKey(), more);
                writer.write(file.getKey(), 1_000, more);
                file.setValue(all);
            }
        }
        RunningCluster.signal("CONT", asleep);
        readUntil(new AtomicBoolean(true), files);
        eventually(() -> client.cluster().repair().isWhole());
        awaitWhole(files);
    }
}
