package io.penumbra.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.StateStore;
import io.penumbra.master.record.BatchBuilder;
import io.penumbra.master.record.Head;
import io.penumbra.master.record.JournalRecord;
import io.penumbra.master.record.JournalRecord.ClassDefined;
import io.penumbra.master.record.JournalRecord.ClusterFounded;
import io.penumbra.master.record.JournalRecord.EpochStarted;
import io.penumbra.master.record.Place;
import io.penumbra.master.record.StorageClass;
import io.penumbra.master.state.Apply;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.DentryTable;
import io.penumbra.master.state.Inode;
import io.penumbra.master.state.InodeTable;
import io.penumbra.master.state.Meta;
import io.penumbra.master.state.Staged;
import io.penumbra.testkit.state.TreeStateStore;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LoaderTest {
    private static final Population POPULATION = new Population(10_000);

    private final TreeStateStore store = new TreeStateStore();

    @Test
    void theStateStandsWhereTheHeadSays() throws IOException {
        var head = new Loader(POPULATION, store, founded(store)).load();
        assertThat(Meta.tip(store)).isEqualTo(head.tip());
    }

    @Test
    void everyFileIsFoundByItsPathAndLiesInAChunkThatExists() throws IOException {
        var _ = new Loader(POPULATION, store, founded(store)).load();
        for (long file = 0; file < POPULATION.files(); file++) {
            var inode = InodeTable.require(store, find(POPULATION.filePath(file)));
            assertThat(inode).isInstanceOf(Inode.File.class);
            var extent = ((Inode.File) inode).firstExtents().getFirst();
            assertThat(extent.length()).isEqualTo(POPULATION.bytes(file));
            assertThat(ChunkTable.require(store, extent.chunk()).isSealed()).isTrue();
        }
    }

    private InodeId find(String path) {
        var at = InodeTable.ROOT;
        for (var name : path.substring(1).split("/", -1)) {
            at = DentryTable.find(store, new Place(at, name)).orElseThrow().inode();
        }
        return at;
    }

    /** The head of a journal whose first leader has just begun; the state stands there. */
    private static Head founded(StateStore store) throws IOException {
        var cluster = ClusterId.random(new Random(1));
        var founder = new UserName("founder");
        var leader = new Head.Leader(7, new Address("localhost", 1));
        var head = Head.founded(cluster, founder).takenBy(leader);
        List<JournalRecord> records =
                List.of(
                        new ClusterFounded(cluster, founder),
                        new ClassDefined(StorageClass.DEFAULT),
                        new EpochStarted(head.epoch(), leader.endpoint(), leader.nonce()));
        var builder = new BatchBuilder(head.tip(), head.epoch(), Instant.ofEpochSecond(1));
        builder.add(records);
        var staged = new Staged(store);
        Apply.applyBatch(builder.batch(), builder.encode(), staged);
        staged.seal();
        store.write(staged.oldest());
        return head.then(builder.batch(), builder.encode());
    }
}
