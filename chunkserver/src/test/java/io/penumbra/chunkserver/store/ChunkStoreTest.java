package io.penumbra.chunkserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.chunkserver.Frames;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ClusterId;
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
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ChunkStoreTest {
    private static final ChunkId CHUNK = new ChunkId(77);
    private static final ChunkVersion ONE = new ChunkVersion(1);

    private static final ClusterId CLUSTER = new ClusterId("6f1c2d3e-4a5b-4c6d-8e7f-0123456789ab");

    private static FakeDisk formatted() throws IOException, RefusedException {
        var disk = new FakeDisk(new FakePlatter());
        StorageIdentity.format(disk, CLUSTER, new ServerId("cs-1"));
        return disk;
    }

    private static TakenDirectory take(Disk disk) throws IOException, RefusedException {
        return TakenDirectory.take(new DataPlace("/mnt/a", "ssd", disk), new SplittableRandom(1));
    }

    private static ChunkStore open(SimProcess process, Disk disk)
            throws IOException, RefusedException {
        try (var workers = new ChunkStore.Workers(process.threads(), 1 << 20, new Traffic())) {
            return ChunkStore.open(take(disk), new ServerRun(1, 1), workers, process.clock());
        }
    }

    /** Writes four frames; says where each ends. */
    private static List<Long> write(ChunkStore store) throws IOException, RefusedException {
        var log = store.chunk(CHUNK);
        log.create(new StorageClassName("default"), ONE);
        var frames = new Frames(CHUNK, ONE, ChunkFormat.HEADER_BYTES, 1);
        var ends = new ArrayList<Long>();
        for (int length : new int[] {300, 5_000, 20, 900}) {
            long offset = frames.end();
            log.write(List.of(FrameRun.check(CHUNK, offset, List.of(frames.next(length)))));
            ends.add(frames.end());
        }
        log.take(ONE);
        return ends;
    }

    /** Hazard 70. */
    @Test
    void aDirectoryWithoutVersionIsRefusedAndStaysAsItIs() throws IOException {
        var disk = new FakeDisk(new FakePlatter());
        assertThatThrownBy(() -> take(disk))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not mounted");
        assertThat(disk.list("")).isEmpty();
    }

    @Test
    void aDirectoryWithAnythingInItIsNotFormatted() throws IOException, RefusedException {
        var disk = formatted();
        assertThatThrownBy(() -> StorageIdentity.format(disk, CLUSTER, new ServerId("s")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not empty");
    }

    /** Hazards 32 and 49: cut or flipped anywhere, a chunk ends where its last right frame does. */
    @Test
    void anOpenChunkEndsBeforeTheFirstByteThatIsNotRight() {
        Simulated.run(
                1,
                process -> {
                    var disk = formatted();
                    List<Long> ends;
                    try (var store = open(process, disk)) {
                        ends = write(store);
                    }
                    long length = ends.getLast();
                    for (long at = ChunkFormat.HEADER_BYTES; at < length; at += 13) {
                        flip(disk, at);
                        assertThat(lengthAfterRestart(process, disk))
                                .as("flip at %d", at)
                                .isEqualTo(lastEnd(ends, at));
                        flip(disk, at);
                    }
                    assertThat(lengthAfterRestart(process, disk)).isEqualTo(length);
                    for (long cut = length - 1; cut >= ChunkFormat.HEADER_BYTES; cut -= 11) {
                        try (var file = disk.open(ChunkFile.name(CHUNK), Disk.Open.EXISTING)) {
                            file.truncate(cut);
                        }
                        assertThat(lengthAfterRestart(process, disk))
                                .as("cut to %d", cut)
                                .isEqualTo(lastEnd(ends, cut));
                    }
                });
    }

    private static long lastEnd(List<Long> ends, long at) {
        return ends.stream()
                .filter(end -> end <= at)
                .max(Long::compare)
                .orElse((long) ChunkFormat.HEADER_BYTES);
    }

    private static long lengthAfterRestart(SimProcess process, Disk disk)
            throws IOException, RefusedException {
        try (var store = open(process, disk)) {
            return store.chunk(CHUNK).image().length();
        }
    }

    private static void flip(Disk disk, long at) throws IOException {
        try (var file = disk.open(ChunkFile.name(CHUNK), Disk.Open.EXISTING)) {
            var one = ByteBuffer.allocate(1);
            file.read(at, one);
            file.write(at, List.of(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 4)})));
        }
    }

    /** What stands behind the end is nobody's, and must not come back to life. */
    @Test
    void whatStandsBehindTheEndIsCutByTheNextWrite() {
        Simulated.run(
                1,
                process -> {
                    var disk = formatted();
                    List<Long> ends;
                    try (var store = open(process, disk)) {
                        ends = write(store);
                    }
                    flip(disk, ends.get(0) + 100);
                    try (var store = open(process, disk)) {
                        var frames = new Frames(CHUNK, ONE, ends.get(0), 2);
                        var run = FrameRun.check(CHUNK, ends.get(0), List.of(frames.next(10)));
                        store.chunk(CHUNK).write(List.of(run));
                        store.chunk(CHUNK).take(ONE);
                    }
                    assertThat(lengthAfterRestart(process, disk))
                            .isEqualTo(ends.get(0) + ChunkFormat.frameBytes(10));
                });
    }

    @Test
    void theDigestIsTheSameKeptUpOrFoundByReading() {
        Simulated.run(
                1,
                process -> {
                    var disk = formatted();
                    byte[] digest;
                    List<Long> ends;
                    try (var store = open(process, disk)) {
                        ends = write(store);
                        digest = store.chunk(CHUNK).digest();
                    }
                    try (var store = open(process, disk)) {
                        var log = store.chunk(CHUNK);
                        assertThat(log.digest()).isEqualTo(digest);
                        log.cut(ends.get(2));
                        assertThat(log.digest()).isNotEqualTo(digest);
                        log.seal(new ChunkState.Seal(ends.get(2), log.digest()));
                    }
                    try (var store = open(process, disk)) {
                        assertThat(store.chunk(CHUNK).image().seal().orElseThrow().length())
                                .isEqualTo(ends.get(2));
                    }
                });
    }
}
