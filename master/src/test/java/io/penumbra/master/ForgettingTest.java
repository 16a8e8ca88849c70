package io.penumbra.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.record.JournalRecord.HistoryForgotten;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.Meta;
import io.penumbra.master.state.Remains;
import io.penumbra.proto.Edit;
import io.penumbra.proto.PointInTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was deleted is there for the whole window, and gone after it. */
final class ForgettingTest {
    private static final Duration WINDOW = Duration.ofMinutes(30);
    private static final Duration TOLD = Duration.ofSeconds(10);
    private static final long PARTS = WINDOW.dividedBy(TOLD);
    private static final PointInTime LAST = PointInTime.getDefaultInstance();

    private final Realm realm = Realm.of(3);
    private final TestClient client = TestClient.open(realm, 1);

    private void ledOn(long times) {
        for (long i = 0; i < times; i++) {
            realm.lead(new LeaderCommand.Forget(TOLD, WINDOW, Optional.empty(), 1_000));
        }
    }

    /** Hazard 30: the next leader's clock is days ahead; nobody has led for more than a moment. */
    @Test
    void aClockThatJumpsForgetsNothing() {
        client.commit(client.file("/plan", 1_000));
        client.delete("/plan", false);
        realm.failOver();
        realm.timePasses(Duration.ofDays(3).toMillis());
        ledOn(PARTS - 1);
        assertThat(client.undelete("/plan", "", LAST).getFile().getPath()).isEqualTo("/plan");
    }

    @Test
    void afterTheWindowItIsGoneAndItsSpaceIsFree() throws RefusedException {
        client.commit(client.file("/plan", 1_000));
        client.delete("/plan", false);
        ledOn(PARTS + 4);
        var refused = client.undelete("/plan", "", LAST);
        assertThat(Realm.codeOf(refused)).isEqualTo(RefusalCode.NOT_FOUND);
        Remains.assertNone(realm.state());
        realm.assertChunksAreUsedBy(List.of());
    }

    /** So an idle cluster writes nothing. */
    @Test
    void whereNothingFadesNoTimeIsTold() {
        ledOn(PARTS + 4);
        realm.lead(new LeaderCommand.Forget(TOLD, WINDOW, Optional.empty(), 1_000));
        assertThat(realm.lastRecords()).isEmpty();
    }

    @Test
    void aFileOfManyExtentsGoesInStepsOfBoundedSize() throws RefusedException {
        client.commit(client.file("/long", 100));
        for (int i = 0; i < 200; i++) {
            client.edit(Edit.newBuilder().setPath("/long").setAppend(client.bytes(10)));
        }
        client.delete("/long", false);
        int steps = 0;
        do {
            realm.lead(new LeaderCommand.Forget(TOLD, Duration.ZERO, Optional.empty(), 20));
            if (realm.lastRecords().stream().anyMatch(HistoryForgotten.class::isInstance)) {
                steps++;
            }
        } while (!realm.lastRecords().isEmpty());
        assertThat(steps).isGreaterThan(10);
        Remains.assertNone(realm.state());
    }

    /** Hazard 62: what a snapshot shows holds its chunks, though the file is long gone. */
    @Test
    void aSnapshotHoldsTheBytesOfWhatItShows() throws RefusedException {
        client.commit(client.file("/plan", 1_000));
        client.makeSnapshot("kept");
        client.delete("/plan", false);
        realm.forgetEverything();
        assertThat(Meta.reclaimLeft(realm.state())).isZero();
        assertThat(usedBytes()).isEqualTo(1_000);
        client.removeSnapshot("kept");
        realm.forgetEverything();
        assertThat(usedBytes()).isZero();
        Remains.assertNone(realm.state());
    }

    private long usedBytes() {
        return ChunkTable.all(realm.state()).stream()
                .mapToLong(chunk -> ChunkTable.require(realm.state(), chunk).use().liveBytes())
                .sum();
    }

    /** Hazard 82: what somebody still reads keeps its chunks, however long ago it was deleted. */
    @Test
    void whatWasThereAtAnOpenReadersRecordIsNotForgotten() throws RefusedException {
        client.commit(client.file("/plan", 1_000));
        var opened = Meta.applied(realm.state()).index();
        client.delete("/plan", false);
        for (int i = 0; i < 5; i++) {
            realm.lead(new LeaderCommand.Forget(TOLD, Duration.ZERO, Optional.of(opened), 100));
        }
        assertThat(usedBytes()).isEqualTo(1_000);
        realm.forgetEverything();
        assertThat(usedBytes()).isZero();
    }
}
