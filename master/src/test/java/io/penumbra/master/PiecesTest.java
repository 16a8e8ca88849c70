package io.penumbra.master;

import static io.penumbra.master.Deduplicated.PIECE;
import static io.penumbra.master.Realm.codeOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penumbra.core.Limits;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.PieceAudit;
import io.penumbra.proto.ClassesQuery;
import io.penumbra.proto.Commit;
import io.penumbra.proto.Edit;
import io.penumbra.proto.EditBytes;
import io.penumbra.proto.FindPieces;
import io.penumbra.proto.PieceTotals;
import io.penumbra.proto.Query;
import io.penumbra.proto.SetAttributes;
import io.penumbra.proto.Stat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pieces that are stored are found, and used again, as long as they are in use. */
final class PiecesTest {
    private final Realm realm = Realm.of(3);
    private final Deduplicated files = Deduplicated.in(realm);
    private final TestClient client = files.client;

    @AfterEach
    void replayed() throws Exception {
        PieceAudit.check(realm.state());
        realm.assertReplayGivesTheSameState();
    }

    private ChunkId chunkOf(int content) throws RefusedException {
        return new ChunkId(files.find(content).orElseThrow().getChunk());
    }

    private PieceTotals totals() throws RefusedException {
        var query = Query.newBuilder().setClasses(ClassesQuery.getDefaultInstance()).build();
        return realm.ask(query).getClasses().getClassesList().stream()
                .filter(it -> it.getName().equals(Deduplicated.CLASS))
                .findFirst()
                .orElseThrow()
                .getPieces();
    }

    @Test
    void whatIsStoredIsFoundAndUsedAgain() throws RefusedException {
        assertThat(files.find(7)).isEmpty();
        files.put("/a", 7, 8);
        var second = files.file("/b", 8, 7);
        assertThat(second.getExtentsList()).allMatch(it -> it.getFound());
        assertThat(client.commit(second).hasFile()).isTrue();
        assertThat(totals())
                .isEqualTo(
                        PieceTotals.newBuilder()
                                .setPieces(2)
                                .setBytes(2 * PIECE)
                                .setSavedBytes(2 * PIECE)
                                .build());
        var stat =
                Query.newBuilder()
                        .setStat(Stat.newBuilder().setPath("/b").setThorough(true))
                        .build();
        assertThat(realm.ask(stat).getFile().getSharedBytes()).isEqualTo(2 * PIECE);
    }

    /** Hazard 62: the chunk goes with the last of those who use a piece of it. */
    @Test
    void aPieceOutlivesTheFileThatItWasWrittenFor() throws RefusedException {
        files.put("/a", 7);
        files.put("/b", 7);
        var chunk = chunkOf(7);
        files.letGo();
        client.delete("/a", false);
        realm.forgetEverything();
        realm.lead(new LeaderCommand.Collect(List.of(chunk)));
        assertThat(ChunkTable.find(realm.state(), chunk)).isPresent();
        assertThat(files.file("/c", 7).getExtents(0).getFound()).isTrue();
        client.delete("/b", false);
        realm.forgetEverything();
        assertThat(files.find(7)).isEmpty();
        realm.lead(new LeaderCommand.Collect(List.of(chunk)));
        assertThat(ChunkTable.find(realm.state(), chunk)).isEmpty();
        assertThat(totals()).isEqualTo(PieceTotals.getDefaultInstance());
    }

    @Test
    void aSnapshotKeepsPiecesThatCanBeFound() throws RefusedException {
        files.put("/a", 7);
        client.makeSnapshot("kept");
        client.delete("/a", false);
        realm.forgetEverything();
        assertThat(files.find(7)).isPresent();
        client.removeSnapshot("kept");
        realm.forgetEverything();
        assertThat(files.find(7)).isEmpty();
    }

    /** Hazard 62: it may be in nobody's use, and gone with the next compaction. */
    @Test
    void aPieceThatWentMeanwhileIsRefusedAndThenWritten() throws RefusedException {
        files.put("/a", 7, 8);
        files.put("/other", 9);
        var late = files.file("/b", 7, 8);
        client.delete("/a", false);
        realm.forgetEverything();
        assertThat(codeOf(client.commit(late))).isEqualTo(RefusalCode.PIECE_GONE);
        assertThat(codeOf(realm.run(client.last()))).isEqualTo(RefusalCode.PIECE_GONE);
        assertThat(files.put("/b", 7, 8).hasFile()).isTrue();
        assertThat(files.file("/c", 7, 8).getExtentsList()).allMatch(it -> it.getFound());
    }

    /** What holds the place for a moment is not the content that was meant. */
    @Test
    void onlyWhoCanNameTheContentGetsAPlace() throws RefusedException {
        files.put("/a", 7);
        var thief = new Deduplicated(TestClient.open(realm, 2), files.disks);
        var found = thief.file("/b", 7);
        var nameless = found.clone();
        nameless.getExtentsBuilder(0).clearSha256();
        assertThat(codeOf(thief.client.commit(nameless))).isEqualTo(RefusalCode.PIECE_GONE);
        var wrong = found.clone();
        wrong.getExtentsBuilder(0).setSha256(Deduplicated.sha256(8));
        assertThat(codeOf(thief.client.commit(wrong))).isEqualTo(RefusalCode.PIECE_GONE);
        var part = found.clone();
        part.getExtentsBuilder(0).setLength(10);
        assertThat(codeOf(thief.client.commit(part.setLength(10))))
                .isEqualTo(RefusalCode.PIECE_GONE);
        var unfound = found.clone();
        unfound.getExtentsBuilder(0).setFound(false);
        assertThat(codeOf(thief.client.commit(unfound))).isEqualTo(RefusalCode.STALE_CHUNK);
        assertThat(thief.client.commit(found).hasFile()).isTrue();
    }

    @Test
    void nothingIsFoundInAnotherClass() throws RefusedException {
        files.put("/a", 7);
        client.define(Deduplicated.definition().setName("others"));
        assertThat(files.find("others", 7)).isEmpty();
        assertThat(files.find("default", 7)).isEmpty();
        assertThat(files.find("nowhere", 7)).isEmpty();
        client.define(Deduplicated.definition().setDeduplicate(false));
        assertThat(files.find(7)).isEmpty();
        assertThat(client.commit(files.file("/b", 8)).hasFile()).isTrue();
        client.define(Deduplicated.definition());
        assertThat(files.find(7)).isPresent();
        assertThat(files.find(8)).isEmpty();
    }

    /** Promise 1: what is acknowledged is as safe as if it had been written. */
    @Test
    void whatHasTooFewLiveCopiesIsWrittenAgain() throws RefusedException {
        files.put("/a", 7);
        files.put("/b", 7);
        var before = files.file("/late", 7);
        var first = chunkOf(7);
        realm.serversAre(
                Realm.server("cs-1", 1, true),
                Realm.server("cs-2", 2, false),
                Realm.server("cs-3", 3, false),
                Realm.server("cs-4", 4, true));
        files.letGo();
        assertThat(files.find(7)).isEmpty();
        assertThat(codeOf(client.commit(before))).isEqualTo(RefusalCode.PIECE_GONE);
        assertThat(files.put("/c", 7).hasFile()).isTrue();
        assertThat(chunkOf(7)).isNotEqualTo(first);
        client.delete("/a", false);
        client.delete("/b", false);
        realm.forgetEverything();
        assertThat(ChunkTable.require(realm.state(), first).isUnused()).isTrue();
        assertThat(files.find(7)).isPresent();
    }

    /** Else a chunk of which one piece is popular would never be compacted. */
    @Test
    void bytesCountOnceHoweverManyFilesShareThem() throws RefusedException {
        files.put("/a", 7);
        for (int i = 0; i < 20; i++) {
            files.put("/copy" + i, 7);
        }
        var use = ChunkTable.require(realm.state(), chunkOf(7)).use();
        assertThat(use.references()).isEqualTo(21);
        assertThat(use.liveBytes()).isEqualTo(PIECE);
        client.set(SetAttributes.newBuilder().setPath("/a").setMode(0600));
        assertThat(ChunkTable.require(realm.state(), chunkOf(7)).use().liveBytes())
                .isEqualTo(PIECE);
    }

    /** A part of it keeps the chunk, but the whole may not be there any more. */
    @Test
    void aPieceOfWhichOnlyAPartIsInUseIsNotFound() throws RefusedException {
        files.put("/a", 7);
        client.edit(Edit.newBuilder().setPath("/a").setTruncate(100));
        assertThat(files.find(7)).isPresent();
        realm.forgetEverything();
        assertThat(files.find(7)).isEmpty();
    }

    @Test
    void twoThatWriteTheSameAtTheSameTimeAreBothRight() throws RefusedException {
        var other = new Deduplicated(TestClient.open(realm, 2), files.disks);
        var first = files.file("/a", 7, 7);
        var second = other.file("/b", 7);
        assertThat(client.commit(first).hasFile()).isTrue();
        assertThat(other.client.commit(second).hasFile()).isTrue();
        var chunk = chunkOf(7);
        client.delete("/a", false);
        realm.forgetEverything();
        assertThat(ChunkTable.require(realm.state(), chunk).use().references()).isZero();
        assertThat(files.put("/c", 7).hasFile()).isTrue();
    }

    @Test
    void largeFilesUsePiecesBitByBit() throws RefusedException {
        files.put("/a", 7, 8);
        long inode = client.takeInode();
        assertThat(client.upload(inode, 0, files.bytes(9, 7)).hasDone()).isTrue();
        var late = files.bytes(8);
        client.delete("/a", false);
        realm.forgetEverything();
        assertThat(files.find(7)).as("held by the upload").isPresent();
        assertThat(codeOf(client.upload(inode, 2L * PIECE, late)))
                .isEqualTo(RefusalCode.PIECE_GONE);
        assertThat(client.upload(inode, 2L * PIECE, files.bytes(8)).hasDone()).isTrue();
        var commit =
                Commit.newBuilder()
                        .setPath("/big")
                        .setInode(inode)
                        .setUploaded(true)
                        .setLength(3L * PIECE);
        assertThat(client.commit(commit).getFile().getStorageClass()).isEqualTo(Deduplicated.CLASS);
        assertThat(files.find(9)).isPresent();
    }

    @Test
    void whatAnUploadBroughtGoesWithIt() throws RefusedException {
        client.upload(client.takeInode(), 0, files.bytes(7));
        assertThat(files.find(7)).isPresent();
        client.endSession();
        realm.forgetEverything();
        assertThat(files.find(7)).isEmpty();
    }

    @Test
    void whatIsAddedToAFileHasNoPieces() throws RefusedException {
        files.put("/a", 7);
        var append = Edit.newBuilder().setPath("/a");
        var found = files.bytes(7);
        assertThat(codeOf(client.edit(append.clone().setAppend(found))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(client.edit(append.setAppend(files.bytes(8))).hasEdited()).isTrue();
        assertThat(files.find(8)).isEmpty();
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThat(codeOf(client.define(Deduplicated.definition().setChunkBytes(1 << 20))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        var bytes = EditBytes.newBuilder();
        for (int i = 0; i <= Limits.COMMIT_PIECES_MAX; i++) {
            bytes.addExtents(files.write((long) i * PIECE, i));
        }
        bytes.setLength((long) bytes.getExtentsCount() * PIECE);
        assertThat(codeOf(client.upload(client.takeInode(), 0, bytes.build())))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        var find = FindPieces.newBuilder().setStorageClass(Deduplicated.CLASS);
        for (int i = 0; i <= Limits.FIND_PIECES_MAX; i++) {
            find.addSha256(Deduplicated.sha256(i));
        }
        var query = Query.newBuilder().setFindPieces(find).build();
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> realm.ask(query));
    }
}
