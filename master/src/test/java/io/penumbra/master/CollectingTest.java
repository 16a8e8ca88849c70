package io.penumbra.master;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.record.JournalRecord.ChunksCollected;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.TombstoneTable;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A chunk goes when nothing is in it and nobody can still say that something is. */
final class CollectingTest {
    private final Realm realm = Realm.of(3);
    private final TestClient client = TestClient.open(realm, 1);

    @AfterEach
    void replayed() throws IOException {
        realm.assertReplayGivesTheSameState();
    }

    /** Asks for every chunk that there is. */
    private void collect() {
        realm.lead(new LeaderCommand.Collect(ChunkTable.all(realm.state())));
    }

    private ChunkId written() {
        return new ChunkId(client.chunk().getChunk());
    }

    private void letGo() {
        client.letGo(client.chunk(), client.chunkEnd());
        realm.finishSeals();
    }

    @Test
    void aDeletedFilesChunkIsCollectedOnceItIsForgotten() {
        client.commit(client.file("/plan", 1_000));
        var chunk = written();
        letGo();
        client.delete("/plan", false);
        collect();
        assertThat(ChunkTable.find(realm.state(), chunk)).isPresent();
        realm.forgetEverything();
        collect();
        assertThat(ChunkTable.find(realm.state(), chunk)).isEmpty();
        assertThat(TombstoneTable.holds(realm.state(), chunk)).isTrue();
    }

    /** Hazard 81: an upload may take longer than the window. */
    @Test
    void aChunkWhoseWriterMayStillCommitIsNotCollected() {
        var upload = client.file("/long", 1_000);
        client.release(client.chunk(), client.chunkEnd(), "");
        realm.finishSeals();
        realm.forgetEverything();
        collect();
        assertThat(client.commit(upload).hasFile()).isTrue();
    }

    @Test
    void anOpenChunkIsNotCollected() {
        var upload = client.file("/slow", 1_000);
        collect();
        assertThat(client.commit(upload).hasFile()).isTrue();
    }

    /** Hazard 81: what is gone cannot be referred to; the client writes the bytes again. */
    @Test
    void aCommitOfACollectedChunkIsRefused() {
        var upload = client.file("/late", 1_000);
        letGo();
        collect();
        assertThat(Realm.codeOf(client.commit(upload))).isEqualTo(RefusalCode.STALE_CHUNK);
    }

    @Test
    void aCommitOfAChunkThatWasLetGoIsRefused() {
        var upload = client.file("/late", 1_000);
        letGo();
        assertThat(Realm.codeOf(client.commit(upload))).isEqualTo(RefusalCode.STALE_CHUNK);
    }

    @Test
    void whatASessionNeverCommittedIsCollectedWhenItEnds() {
        client.file("/never", 1_000);
        var chunk = written();
        client.endSession();
        realm.finishSeals();
        collect();
        assertThat(TombstoneTable.holds(realm.state(), chunk)).isTrue();
    }

    /** Its members may be gone for good, and nobody misses it. */
    @Test
    void aChunkWhoseSealCannotEndIsCollectedToo() {
        client.file("/never", 1_000);
        var chunk = written();
        client.endSession();
        var sealing = ChunkTable.require(realm.state(), chunk);
        collect();
        assertThat(ChunkTable.sealing(realm.state())).isEmpty();
        realm.lead(
                new LeaderCommand.FinishSeal(
                        chunk,
                        sealing.version(),
                        sealing.length(),
                        ByteString.EMPTY,
                        sealing.members()));
        assertThat(ChunkTable.find(realm.state(), chunk)).isEmpty();
    }

    /** Hazard 62. */
    @Test
    void aSnapshotKeepsTheChunksOfWhatItShows() {
        client.commit(client.file("/plan", 1_000));
        letGo();
        client.makeSnapshot("kept");
        client.delete("/plan", false);
        realm.forgetEverything();
        collect();
        assertThat(realm.lastRecords()).isEmpty();
        client.removeSnapshot("kept");
        realm.forgetEverything();
        collect();
        assertThat(realm.lastRecords()).hasAtLeastOneElementOfType(ChunksCollected.class);
    }

    @Test
    void whatIsAskedForAgainChangesNothing() {
        client.file("/never", 1_000);
        var chunk = written();
        client.endSession();
        realm.finishSeals();
        realm.lead(new LeaderCommand.Collect(List.of(chunk)));
        realm.lead(new LeaderCommand.Collect(List.of(chunk)));
        assertThat(realm.lastRecords()).isEmpty();
    }
}
