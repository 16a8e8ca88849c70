package io.penumbra.master;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.record.Compaction;
import io.penumbra.master.record.StorageClass;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.LiveRanges;
import io.penumbra.master.state.Remains;
import io.penumbra.proto.ChunkGrant;
import io.penumbra.proto.Layout;
import io.penumbra.proto.Lookup;
import io.penumbra.proto.PointInTime;
import io.penumbra.proto.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hazard 62: extents go on naming the chunk that they were written to, wherever its bytes are. */
final class CompactionTest {
    private static final int FILES = 8;

    private final Realm realm = Realm.of(3);
    private final TestClient client = TestClient.open(realm, 1);

    @AfterEach
    void replayed() throws IOException {
        realm.assertReplayGivesTheSameState();
    }

    private static String path(int file) {
        return "/f" + file;
    }

    /** A sealed chunk of some files, of which every other one is gone for good. */
    private ChunkId halfUsed() {
        for (int i = 0; i < FILES; i++) {
            client.commit(client.file(path(i), 1_000 + i));
        }
        var chunk = new ChunkId(client.chunk().getChunk());
        client.letGo(client.chunk(), client.chunkEnd());
        realm.finishSeals();
        for (int i = 0; i < FILES; i += 2) {
            client.delete(path(i), false);
        }
        realm.forgetEverything();
        return chunk;
    }

    private ChunkId compact(ChunkId... sources) {
        var granted =
                realm.lead(new LeaderCommand.GrantForCompaction(StorageClass.DEFAULT.name()))
                        .getGranted()
                        .getChunks(0);
        return compact(granted, sources);
    }

    /** As the members would: each range's frames, one after the other. */
    private ChunkId compact(ChunkGrant granted, ChunkId... sources) {
        var live = LiveRanges.of(realm.state(), Set.of(sources));
        var compactions = new ArrayList<Compaction>();
        long at = granted.getFromOffset();
        for (var source : sources) {
            var moves = new ArrayList<Compaction.Move>();
            for (var range : live.in(source)) {
                long length = range.to() - range.from();
                moves.add(new Compaction.Move(range.from(), length, at));
                at += length;
            }
            compactions.add(new Compaction(source, moves));
        }
        var made = new ChunkId(granted.getChunk());
        var members =
                granted.getMembersList().stream().map(it -> new ServerId(it.getServer())).toList();
        realm.lead(
                new LeaderCommand.Compact(
                        made, at, ByteString.copyFromUtf8("digest"), members, compactions));
        return made;
    }

    private Layout lookup(String path) throws RefusedException {
        return lookup(path, PointInTime.getDefaultInstance());
    }

    private Layout lookup(String path, PointInTime at) throws RefusedException {
        var lookup = Lookup.newBuilder().setPath(path).setAsOf(at);
        return realm.ask(Query.newBuilder().setLookup(lookup).build()).getLayout();
    }

    private void assertAllIn(ChunkId chunk) throws RefusedException {
        long end = 0;
        for (int i = 1; i < FILES; i += 2) {
            var layout = lookup(path(i));
            var extent = layout.getExtents(0);
            assertThat(extent.getChunk()).isEqualTo(chunk.value());
            assertThat(layout.getChunks(0).getMembersCount()).isEqualTo(3);
            assertThat(extent.getFrameOffset()).isGreaterThan(end);
            assertThat(extent.getLength()).isEqualTo(1_000 + i);
            end = extent.getFrameOffset();
        }
    }

    @Test
    void filesAreFoundInTheNewChunk() throws RefusedException {
        var old = halfUsed();
        var made = compact(old);
        assertAllIn(made);
        assertThat(ChunkTable.require(realm.state(), old).isMoved()).isTrue();
        assertThat(ChunkTable.require(realm.state(), made).use())
                .isEqualTo(ChunkTable.require(realm.state(), old).use());
    }

    @Test
    void whatWasCompactedOnceIsCompactedAgain() throws RefusedException {
        var second = compact(compact(halfUsed()));
        assertAllIn(second);
    }

    @Test
    void bothAreCollectedWhenTheLastFileGoes() {
        var old = halfUsed();
        var made = compact(old);
        for (int i = 1; i < FILES; i += 2) {
            client.delete(path(i), false);
        }
        realm.forgetEverything();
        realm.lead(new LeaderCommand.Collect(List.of(old, made)));
        assertThat(ChunkTable.all(realm.state())).doesNotContain(old, made);
        Remains.assertNone(realm.state());
    }

    /** Also what is only seen through a snapshot. */
    @Test
    void thePastIsFoundInTheNewChunk() throws RefusedException {
        client.commit(client.file("/old", 500));
        client.makeSnapshot("kept");
        client.delete("/old", false);
        var made = compact(halfUsed());
        var layout = lookup("/old", PointInTime.newBuilder().setSnapshot("kept").build());
        assertThat(layout.getExtents(0).getChunk()).isEqualTo(made.value());
    }

    /** Hazard 81: what its writer may still commit is in no value yet, and would be lost. */
    @Test
    void aChunkWhoseWriterMayStillCommitIsNotCompacted() {
        client.commit(client.file("/done", 500));
        var later = client.file("/later", 500);
        var chunk = new ChunkId(client.chunk().getChunk());
        client.release(client.chunk(), client.chunkEnd(), "");
        realm.finishSeals();
        compact(chunk);
        assertThat(ChunkTable.require(realm.state(), chunk).isSealed()).isTrue();
        assertThat(client.commit(later).hasFile()).isTrue();
    }

    @Test
    void whatWasMadeInVainIsCollected() {
        var granted =
                realm.lead(new LeaderCommand.GrantForCompaction(StorageClass.DEFAULT.name()))
                        .getGranted()
                        .getChunks(0);
        var made = new ChunkId(granted.getChunk());
        realm.lead(new LeaderCommand.Collect(List.of(made)));
        assertThat(ChunkTable.find(realm.state(), made)).isEmpty();
        var refused =
                realm.lead(
                        new LeaderCommand.Compact(
                                made, 500, ByteString.EMPTY, List.of(), List.of()));
        assertThat(Realm.codeOf(refused)).isEqualTo(RefusalCode.STALE_CHUNK);
    }

    /** So a chunk of which everything is in use has one move, however many files it holds. */
    @Test
    void whatStandsSideBySideIsOneRange() {
        for (int i = 0; i < FILES; i++) {
            client.commit(client.file(path(i), 1_000 + i));
        }
        var chunk = new ChunkId(client.chunk().getChunk());
        assertThat(LiveRanges.of(realm.state(), Set.of(chunk)).in(chunk))
                .containsExactly(
                        new LiveRanges.Range(client.chunk().getFromOffset(), client.chunkEnd()));
    }
}
