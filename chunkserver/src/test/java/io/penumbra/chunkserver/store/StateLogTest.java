package io.penumbra.chunkserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.port.Disk;
import io.penumbra.testkit.disk.FakeDisk;
import io.penumbra.testkit.disk.FakePlatter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class StateLogTest {
    private static ChunkState state(long chunk, long promised) {
        return new ChunkState(
                new ChunkId(chunk),
                new ChunkVersion(1),
                new ChunkVersion(promised),
                promised % 3 == 0
                        ? Optional.of(new ChunkState.Seal(promised * 1_000, new byte[32]))
                        : Optional.empty(),
                promised % 2 == 0);
    }

    /** Hazards 1 and 19: what a caller was told is there, whenever the power is cut. */
    @Test
    void everyAnsweredEntrySurvivesAPowerCut() throws IOException {
        for (long seed = 0; seed < 50; seed++) {
            var platter = new FakePlatter(new SplittableRandom(seed), 1L << 30);
            for (long round = 1; round <= 20; round++) {
                try (var log = StateLog.open(new FakeDisk(platter))) {
                    log.append(state(1, round));
                    log.append(state(round, round + 1));
                }
                platter.cutPower();
                try (var log = StateLog.open(new FakeDisk(platter))) {
                    assertThat(log.states())
                            .containsEntry(new ChunkId(round), state(round, round + 1));
                }
            }
        }
    }

    @Test
    void aLongHistoryIsRewrittenAndSaysTheSame() throws IOException {
        var disk = new FakeDisk(new FakePlatter());
        try (var log = StateLog.open(disk)) {
            for (long round = 1; round <= 5_000; round++) {
                log.append(state(round % 7, round));
            }
        }
        try (var file = disk.open(ChunkFile.STATE_LOG, Disk.Open.EXISTING)) {
            assertThat(file.length()).isLessThan(1_100L * StateLog.ENTRY_BYTES);
        }
        try (var log = StateLog.open(disk)) {
            assertThat(log.states()).hasSize(7).containsEntry(new ChunkId(2), state(2, 5_000));
        }
    }

    /** A flip in what was durable stops the start; in the last entry it may be a torn write. */
    @Test
    void damageToAPromiseIsNeverOverlooked() throws IOException {
        for (int at = 0; at < 3 * StateLog.ENTRY_BYTES; at += 5) {
            var disk = new FakeDisk(new FakePlatter());
            try (var log = StateLog.open(disk)) {
                log.append(state(1, 1));
                log.append(state(1, 2));
                log.append(state(1, 4));
            }
            flip(disk, at);
            if (at < 2 * StateLog.ENTRY_BYTES) {
                assertThatThrownBy(() -> StateLog.open(disk)).isInstanceOf(DamagedException.class);
            } else {
                try (var log = StateLog.open(disk)) {
                    assertThat(log.states()).containsEntry(new ChunkId(1), state(1, 2));
                }
            }
        }
    }

    private static void flip(Disk disk, long at) throws IOException {
        try (var file = disk.open(ChunkFile.STATE_LOG, Disk.Open.EXISTING)) {
            var one = ByteBuffer.allocate(1);
            file.read(at, one);
            file.write(at, List.of(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 4)})));
        }
    }

    /** Hazard 18. */
    @Test
    void afterAFailedSyncNothingIsAnsweredAnyMore() throws IOException {
        var platter = new FakePlatter();
        var disk = new FakeDisk(platter);
        try (var log = StateLog.open(disk)) {
            platter.onEach((operation, _) -> {
                if (operation.equals("sync")) {
                    throw new IOException("EIO");
                }
            });
            assertThatThrownBy(() -> log.append(state(1, 1))).isInstanceOf(IOException.class);
            platter.onEach((_, _) -> {});
            assertThatThrownBy(() -> log.append(state(1, 2))).isInstanceOf(IOException.class);
        }
    }
}
