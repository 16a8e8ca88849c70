package io.penumbra.master.cluster.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.ChunkReport;
import io.penumbra.proto.ChunkReports;
import io.penumbra.proto.ServerBeat;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ServerTableTest {
    private static final ServerId ID = new ServerId("cs-1");

    private final ServerTable table = new ServerTable();

    private static Hailed hailed(long incarnation, long nonce) {
        return new Hailed(
                ID,
                incarnation,
                nonce,
                new Address("h", (int) nonce),
                1,
                "1.0",
                0,
                "h",
                "rack",
                new TreeMap<>(),
                false);
    }

    private static Hailed found(long start, long nonce, long found, boolean verified) {
        return new Hailed(
                ID,
                start,
                nonce,
                new Address("h", (int) nonce),
                1,
                "1.0",
                0,
                "h",
                "rack",
                new TreeMap<>(Map.of("st-1", found)),
                verified);
    }

    private static long seconds(long value) {
        return Duration.ofSeconds(value).toNanos();
    }

    private static ChunkReports reports(boolean last, long... chunks) {
        var reports = ChunkReports.newBuilder().setLast(last);
        for (var chunk : chunks) {
            reports.addChunks(
                    ChunkReport.newBuilder().setChunk(chunk).setVerifiedLength(128).setVersion(1));
        }
        return reports.build();
    }

    /** Hazard 69: a cloned directory. */
    @Test
    void aSecondProcessOfTheSameNameIsRefusedWhileTheFirstLives() throws Exception {
        table.hail(hailed(1, 100), 0);
        assertThatThrownBy(() -> table.hail(hailed(1, 200), seconds(1)))
                .isInstanceOf(RefusedException.class);
        assertThat(table.servers().find(ID).orElseThrow().endpoint().port()).isEqualTo(100);
    }

    @Test
    void aRestartedServerIsWelcomeAsSoonAsItsOldStreamIsGone() throws Exception {
        long stream = table.hail(hailed(1, 100), 0);
        table.gone(hailed(1, 100), stream);
        assertThat(table.servers().isLive(ID)).isFalse();
        table.hail(hailed(2, 200), seconds(1));
        assertThat(table.servers().isLive(ID)).isTrue();
    }

    /** Hazard 68: a directory that was rolled back, whatever its server's others say. */
    @Test
    void anOlderImageOfADirectoryIsRefusedUntilAllInItWasChecked() throws Exception {
        long stream = table.hail(found(5, 100, 4, false), 0);
        // The same process again: what it found at its start is still the same.
        table.gone(found(5, 100, 4, false), stream);
        stream = table.hail(found(5, 100, 4, false), seconds(1));
        table.gone(found(5, 100, 4, false), stream);
        // Nor do a few more starts make it newer.
        for (long start = 3; start < 9; start++) {
            var older = found(9, 200 + start, Math.min(start, 4), false);
            assertThatThrownBy(() -> table.hail(older, seconds(2)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContainingAll("st-1", "start 5 was seen");
        }
        stream = table.hail(found(9, 300, 4, true), seconds(3));
        table.gone(found(9, 300, 4, true), stream);
        table.hail(found(10, 301, 9, false), seconds(4));
        assertThat(table.servers().isLive(ID)).isTrue();
    }

    /** Hazard 75: liveness is its own heartbeat, nothing in ZooKeeper. */
    @Test
    void silenceMakesItDeadAndABeatAliveAgain() throws Exception {
        table.hail(hailed(1, 100), 0);
        table.passed(seconds(3));
        assertThat(table.servers().isLive(ID)).isFalse();
        table.beat(hailed(1, 100), ServerBeat.getDefaultInstance(), seconds(4));
        assertThat(table.servers().isLive(ID)).isTrue();
    }

    /** A chunk that was discarded is told of as having no bytes. */
    @Test
    void whatHasNoBytesIsNotThere() throws Exception {
        table.hail(hailed(1, 100), 0);
        table.changed(hailed(1, 100), reports(false, 1, 2));
        table.changed(
                hailed(1, 100),
                ChunkReports.newBuilder().addChunks(ChunkReport.newBuilder().setChunk(1)).build());
        assertThat(table.replica(ID, new ChunkId(1))).isEmpty();
        assertThat(table.replica(ID, new ChunkId(2))).isPresent();
    }

    /** Hazards 60 and 61: who has not told this leader all that it holds is not judged. */
    @Test
    void whatIsHeldIsSaidOnlyByAFullReportOfThisEpoch() throws Exception {
        table.hail(hailed(1, 100), 0);
        table.full(hailed(1, 100), reports(true, 4).toBuilder().setEpoch(6).build());
        assertThat(table.chunks(ID)).containsExactly(new ChunkId(4));
        assertThat(table.hasReported(ID, new Epoch(6))).isTrue();
        assertThat(table.hasReported(ID, new Epoch(7))).isFalse();
        table.passed(seconds(3));
        assertThat(table.hasReported(ID, new Epoch(6))).isFalse();
    }

    @Test
    void aFullReportReplacesWhatWasKnownOnlyWithItsLastPart() throws Exception {
        table.hail(hailed(1, 100), 0);
        table.changed(hailed(1, 100), reports(false, 1, 2));
        table.full(hailed(1, 100), reports(false, 3));
        assertThat(table.replica(ID, new ChunkId(1))).isPresent();
        table.full(hailed(1, 100), reports(true, 4));
        assertThat(table.replica(ID, new ChunkId(1))).isEmpty();
        assertThat(table.replica(ID, new ChunkId(3))).isPresent();
        assertThat(table.replica(ID, new ChunkId(4))).isPresent();
    }

    @Test
    void aReportOfAProcessThatWasReplacedChangesNothing() throws Exception {
        long stream = table.hail(hailed(1, 100), 0);
        table.gone(hailed(1, 100), stream);
        table.hail(hailed(2, 200), seconds(1));
        table.changed(hailed(1, 100), reports(false, 1));
        table.gone(hailed(1, 100), stream);
        assertThat(table.replica(ID, new ChunkId(1))).isEmpty();
        assertThat(table.servers().isLive(ID)).isTrue();
    }

    @Test
    void theEndOfAnOldStreamDoesNotEndAServerThatIsBack() throws Exception {
        long old = table.hail(hailed(1, 100), 0);
        table.hail(hailed(1, 100), seconds(1));
        table.gone(hailed(1, 100), old);
        assertThat(table.servers().isLive(ID)).isTrue();
    }
}
