package io.penumbra.chunkserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.chunkserver.ChunkserverSettings;
import io.penumbra.chunkserver.Frames;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.Medium;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.port.Disk;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.testkit.disk.FakeDisk;
import io.penumbra.testkit.disk.FakePlatter;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.sim.Simulated;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Several data directories of one server. */
final class ServerStoreTest {
    private static final StorageClassName DEFAULT = new StorageClassName("default");
    private static final ClusterId CLUSTER = new ClusterId("6f1c2d3e-4a5b-4c6d-8e7f-0123456789ab");
    private static final ServerId SERVER = new ServerId("cs-1");
    private static final ChunkVersion ONE = new ChunkVersion(1);

    private final FakePlatter first = new FakePlatter(new SplittableRandom(1), 1L << 30);
    private final FakePlatter second = new FakePlatter(new SplittableRandom(2), 1L << 30);
    private final List<DataPlace> places = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(5);

    private ServerStore open(SimProcess process) throws Exception {
        return ServerStore.open(
                () -> List.copyOf(places),
                ChunkserverSettings.TRASH_KEEP,
                process.clock(),
                process.threads(),
                random);
    }

    private static FakeDisk formatted(FakePlatter platter) throws IOException, RefusedException {
        var disk = new FakeDisk(platter);
        StorageIdentity.format(disk, CLUSTER, SERVER);
        return disk;
    }

    private void twoDirectories() throws IOException, RefusedException {
        places.add(new DataPlace("/mnt/a", "ssd", formatted(first)));
        places.add(new DataPlace("/mnt/b", "disk", formatted(second)));
    }

    private static void write(ServerStore store, ChunkId chunk, int frames) throws Exception {
        writeOf(store.chunk(chunk, DEFAULT), frames);
    }

    private static void writeOf(ChunkLog log, int frames) throws Exception {
        log.files()
                .call(() -> {
                    writeTo(log, frames);
                    return true;
                });
    }

    private static void writeTo(ChunkLog log, int frames) throws IOException, RefusedException {
        log.create(DEFAULT, ONE);
        var writer = new Frames(log.id(), ONE, ChunkFormat.HEADER_BYTES, 1);
        for (int i = 0; i < frames; i++) {
            long offset = writer.end();
            log.write(List.of(FrameRun.check(log.id(), offset, List.of(writer.next(1_000)))));
        }
        log.take(ONE);
    }

    private static void fail(FakePlatter platter) {
        platter.onEach((operation, name) -> {
            throw new IOException(operation + " " + name + ": EIO");
        });
    }

    @Test
    void newChunksGoWhereThereIsRoomAndAreFoundAgainAfterAStart() {
        Simulated.run(
                1,
                process -> {
                    var small = new FakePlatter(new SplittableRandom(3), 1L << 28);
                    var full = new FakePlatter(new SplittableRandom(4), 1 << 20);
                    twoDirectories();
                    places.add(new DataPlace("/mnt/c", "disk", formatted(small)));
                    places.add(new DataPlace("/mnt/d", "disk", formatted(full)));
                    try (var file = new FakeDisk(full).open("else", Disk.Open.NEW)) {
                        file.write(0, List.of(ByteBuffer.allocate(1_000_000)));
                    }
                    var store = open(process);
                    for (int i = 0; i < 200; i++) {
                        write(store, new ChunkId(i), 1);
                    }
                    var counts =
                            store.directories().stream()
                                    .map(d -> d.work().orElseThrow().chunks())
                                    .toList();
                    assertThat(counts.get(0)).isBetween(60L, 120L);
                    assertThat(counts.get(1)).isBetween(60L, 120L);
                    assertThat(counts.get(2)).isBetween(5L, 45L);
                    assertThat(counts.get(3)).isZero();
                    var images = store.images();
                    store.close();

                    store = open(process);
                    assertThat(store.images()).containsExactlyInAnyOrderElementsOf(images);
                    assertThat(store.count()).isEqualTo(200);
                    store.close();
                });
    }

    @Test
    void chunksOfAClassThatWantsAMediumGoThere() {
        Simulated.run(
                1,
                process -> {
                    twoDirectories();
                    var store = open(process);
                    var hot = new StorageClassName("hot");
                    store.media().learn(new JournalIndex(7), Map.of(hot, new Medium("ssd")));
                    for (int i = 0; i < 50; i++) {
                        writeOf(store.chunk(new ChunkId(i), hot), 1);
                    }
                    assertThat(store.directories())
                            .extracting(it -> it.work().orElseThrow().chunks())
                            .containsExactly(50L, 0L);
                    assertThat(store.media().index()).isEqualTo(new JournalIndex(7));
                    store.close();
                });
    }

    /** Hazard 18: the first I/O error retires a directory; the others do not notice. */
    @Test
    void aDirectoryThatFailsTakesItsChunksAwayAndTheOthersServeOn() {
        Simulated.run(
                1,
                process -> {
                    twoDirectories();
                    var store = open(process);
                    for (int i = 0; i < 20; i++) {
                        write(store, new ChunkId(i), 1);
                    }
                    long changes = store.directoryChanges();
                    fail(first);
                    process.clock().sleep(Duration.ofSeconds(2));
                    assertThat(store.directoryChanges()).isGreaterThan(changes);
                    assertThat(store.count()).isBetween(1L, 19L);
                    assertThat(store.directories().get(1).wrong())
                            .contains("out of service", "EIO");
                    for (int i = 100; i < 120; i++) {
                        write(store, new ChunkId(i), 1);
                    }
                    // It is mended, but nobody knows what it has lost.
                    first.onEach((_, _) -> {});
                    process.clock().sleep(Duration.ofSeconds(20));
                    assertThat(store.directories().get(1).wrong()).contains("out of service");
                    fail(second);
                    var last = process.clock().await(store.noneLeft(), Duration.ofSeconds(5));
                    assertThat(last).hasMessageContaining("/mnt/b");
                    assertThatThrownBy(() -> store.chunk(new ChunkId(500), DEFAULT))
                            .hasMessageContaining("no data directory left");
                    store.close();
                });
    }

    /** A disk that is replaced while its server runs. */
    @Test
    void aDirectoryThatComesLaterIsTakenIntoService() {
        Simulated.run(
                1,
                process -> {
                    twoDirectories();
                    var store = open(process);
                    fail(first);
                    process.clock().sleep(Duration.ofSeconds(2));
                    var replacement = new FakePlatter(new SplittableRandom(9), 1L << 30);
                    places.set(0, new DataPlace("/mnt/a", "ssd", new FakeDisk(replacement)));
                    process.clock().sleep(Duration.ofSeconds(10));
                    assertThat(store.directories().get(1).wrong()).contains("no VERSION file");
                    store.promise().admit(new Epoch(7));
                    formatted(replacement);
                    process.clock().sleep(Duration.ofSeconds(10));
                    assertThat(store.directories()).allMatch(d -> d.wrong().isEmpty());
                    assertThat(PromiseFile.load(new FakeDisk(replacement)).kept())
                            .isEqualTo(new Epoch(7));
                    for (int i = 0; i < 20; i++) {
                        write(store, new ChunkId(i), 1);
                    }
                    assertThat(store.directories())
                            .allMatch(d -> d.work().orElseThrow().chunks() > 0);
                    store.close();
                });
    }

    @Test
    void theHighestPromiseOfAnyDirectoryCountsAndAllAreToldIt() {
        Simulated.run(
                1,
                process -> {
                    twoDirectories();
                    PromiseFile.load(places.get(1).disk()).raise(new Epoch(5));
                    var store = open(process);
                    assertThat(store.promise().highest()).isEqualTo(new Epoch(5));
                    assertThatThrownBy(() -> store.promise().admit(new Epoch(4)))
                            .hasMessageContaining("promised epoch 5");
                    store.promise().admit(new Epoch(6));
                    store.close();
                    for (var place : places) {
                        assertThat(PromiseFile.load(place.disk()).kept()).isEqualTo(new Epoch(6));
                    }
                });
    }

    @Test
    void ofAChunkInTwoDirectoriesTheBetterOneServesAndTheOtherIsLeftAlone() {
        Simulated.run(
                1,
                process -> {
                    var chunk = new ChunkId(7);
                    for (var shorter : List.of(first, second)) {
                        var longer = shorter == first ? second : first;
                        place(process, shorter, chunk, 1);
                        place(process, longer, chunk, 3);
                    }
                    places.add(new DataPlace("/mnt/a", "ssd", new FakeDisk(first)));
                    places.add(new DataPlace("/mnt/b", "ssd", new FakeDisk(second)));
                    for (int start = 0; start < 2; start++) {
                        var store = open(process);
                        assertThat(store.images()).hasSize(2);
                        assertThat(store.present(chunk).image().length()).isGreaterThan(3_000);
                        store.close();
                    }
                    for (var platter : List.of(first, second)) {
                        assertThat(new FakeDisk(platter).exists(ChunkFile.name(chunk))).isTrue();
                    }
                });
    }

    /** Writes a chunk while the server has this directory alone. */
    private void place(SimProcess process, FakePlatter platter, ChunkId chunk, int frames)
            throws Exception {
        var disk = new FakeDisk(platter);
        var alone = new DataPlace("alone", "disk", disk);
        if (!StorageIdentity.isFormatted(disk)) {
            StorageIdentity.format(disk, CLUSTER, SERVER);
        }
        var store =
                ServerStore.open(
                        () -> List.of(alone),
                        ChunkserverSettings.TRASH_KEEP,
                        process.clock(),
                        process.threads(),
                        new SplittableRandom(frames));
        var id = disk.exists(ChunkFile.name(chunk)) ? new ChunkId(8) : chunk;
        write(store, id, frames);
        store.close();
    }

    /** Hazard 13. */
    @Test
    void aDirectoryOfAnotherServerOrClusterIsRefusedByName() {
        Simulated.run(
                1,
                process -> {
                    var other = new ClusterId("7f1c2d3e-4a5b-4c6d-8e7f-0123456789ab");
                    places.add(new DataPlace("/mnt/a", "ssd", formatted(first)));
                    places.add(new DataPlace("/mnt/b", "ssd", new FakeDisk(second)));
                    StorageIdentity.format(new FakeDisk(second), other, SERVER);
                    assertThatThrownBy(() -> open(process))
                            .isInstanceOf(RefusedException.class)
                            .hasMessageContainingAll("/mnt/b", other.value(), "chunkserver.data");
                    var third = new FakePlatter();
                    places.set(1, new DataPlace("/mnt/c", "ssd", new FakeDisk(third)));
                    StorageIdentity.format(new FakeDisk(third), CLUSTER, new ServerId("cs-2"));
                    assertThatThrownBy(() -> open(process))
                            .isInstanceOf(RefusedException.class)
                            .hasMessageContainingAll("/mnt/c", "cs-2", "chunkserver.data");
                    // Nothing is held on to, and nothing was changed.
                    places.remove(1);
                    open(process).close();
                    var identity = StorageIdentity.load(new FakeDisk(third));
                    assertThat(identity.run().incarnation()).isZero();
                });
    }

    /** Hazards 14 and 69. */
    @Test
    void aDirectoryInUseAndACopyOfOneAreRefusedByName() {
        Simulated.run(
                1,
                process -> {
                    twoDirectories();
                    var store = open(process);
                    assertThatThrownBy(() -> open(process))
                            .isInstanceOf(RefusedException.class)
                            .hasMessageContainingAll("/mnt/a", "stop that one first");
                    store.close();
                    var copied = new FakeDisk(new FakePlatter());
                    AtomicFile.replace(
                            copied,
                            ChunkFile.VERSION,
                            AtomicFile.read(new FakeDisk(first), ChunkFile.VERSION).orElseThrow());
                    places.add(new DataPlace("/mnt/copy", "ssd", copied));
                    assertThatThrownBy(() -> open(process))
                            .isInstanceOf(RefusedException.class)
                            .hasMessageContainingAll("/mnt/copy", "is a copy of", "/mnt/a");
                });
    }

    /** Hazard 70: a mount point without its disk; the others are enough. */
    @Test
    void aDirectoryThatIsNotThereIsDoneWithoutUnlessItIsTheOnlyOne() {
        Simulated.run(
                1,
                process -> {
                    places.add(new DataPlace("/mnt/a", "ssd", new FakeDisk(first)));
                    assertThatThrownBy(() -> open(process))
                            .isInstanceOf(RefusedException.class)
                            .hasMessageContaining("not mounted");
                    assertThat(new FakeDisk(first).list("")).isEmpty();
                    places.add(new DataPlace("/mnt/b", "ssd", formatted(second)));
                    var store = open(process);
                    assertThat(store.directories().get(1).wrong()).contains("not mounted");
                    write(store, new ChunkId(1), 1);
                    store.close();
                });
    }

    @Test
    void aDirectoryThatCannotBeWrittenOrSaysNonsenseIsNamedWithTheRemedy() {
        Simulated.run(
                1,
                process -> {
                    places.add(new DataPlace("/mnt/a", "ssd", formatted(first)));
                    first.onEach((operation, name) -> {
                        if (operation.equals("open") && name.equals(ChunkFile.LOCK)) {
                            throw new IOException("Read-only file system");
                        }
                    });
                    assertThatThrownBy(() -> open(process))
                            .isInstanceOf(IOException.class)
                            .hasMessageContainingAll("/mnt/a", "Read-only", "mounted for writing");
                    first.onEach((_, _) -> {});
                    for (var text : List.of("", "format=1\n", "format=1\ncluster=x\n", "\0\1")) {
                        AtomicFile.replace(new FakeDisk(first), ChunkFile.VERSION, text);
                        assertThatThrownBy(() -> open(process))
                                .as(text)
                                .hasMessageContaining("VERSION is damaged");
                    }
                    AtomicFile.replace(new FakeDisk(first), ChunkFile.VERSION, "format=2\n");
                    assertThatThrownBy(() -> open(process)).hasMessageContaining("format 2");
                });
    }

    /** Hazard 68: an older image of the directory would come with a lower one. */
    @Test
    void allDirectoriesOfAStartHaveOneIncarnationHigherThanAnyBefore() {
        Simulated.run(
                1,
                process -> {
                    twoDirectories();
                    var third = new FakePlatter();
                    for (int start = 1; start <= 3; start++) {
                        open(process).close();
                    }
                    places.add(new DataPlace("/mnt/c", "ssd", formatted(third)));
                    var store = open(process);
                    assertThat(store.identity().run().incarnation()).isEqualTo(4);
                    for (var place : places) {
                        assertThat(StorageIdentity.load(place.disk()).run())
                                .isEqualTo(store.identity().run());
                    }
                    store.close();
                });
    }

    /** Hazard 68. */
    @Test
    void whatIsNotAsItWasSealedIsFoundWhenAllIsChecked() {
        Simulated.run(
                1,
                process -> {
                    twoDirectories();
                    var store = open(process);
                    for (int i = 0; i < 4; i++) {
                        var log = store.chunk(new ChunkId(i), DEFAULT);
                        write(store, log.id(), 3);
                        var length = log.image().length();
                        log.files()
                                .call(() -> {
                                    log.seal(new ChunkState.Seal(length, log.digest()));
                                    return true;
                                });
                    }
                    store.close();
                    flip(new ChunkId(1), 200);
                    flip(new ChunkId(2), 20);
                    store = open(process);
                    assertThat(store.images()).noneMatch(ChunkImage::damaged);
                    store.verify();
                    assertThat(store.isVerified()).isTrue();
                    assertThat(store.images())
                            .filteredOn(ChunkImage::damaged)
                            .extracting(image -> image.chunk().value())
                            .containsExactlyInAnyOrder(1L, 2L);
                    store.close();
                });
    }

    private void flip(ChunkId chunk, long at) throws IOException {
        for (var place : places) {
            if (place.disk().exists(ChunkFile.name(chunk))) {
                try (var file = place.disk().open(ChunkFile.name(chunk), Disk.Open.EXISTING)) {
                    var one = ByteBuffer.allocate(1);
                    file.read(at, one);
                    file.write(at, List.of(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 4)})));
                }
            }
        }
    }

    /** Hazard 76: a disk that hangs is told, and holds up nobody else's. */
    @Test
    void aDiskThatHangsIsToldAndHoldsUpNobody() {
        Simulated.run(
                1,
                process -> {
                    twoDirectories();
                    var slow = new FakeDisk(first, process);
                    places.set(0, new DataPlace("/mnt/a", "ssd", slow));
                    var store = open(process);
                    first.setSyncTimeMax(Duration.ofHours(2));
                    process.clock().sleep(Duration.ofSeconds(30));
                    assertThat(store.probeAge()).isGreaterThan(Duration.ofSeconds(20));
                    assertThat(store.directories().get(0).wrong()).contains("no write has reached");
                    assertThat(store.directories().get(1).wrong()).isEmpty();
                    store.promise().admit(new Epoch(3));
                    assertThat(PromiseFile.load(places.get(1).disk()).kept())
                            .isEqualTo(new Epoch(3));
                });
    }
}
