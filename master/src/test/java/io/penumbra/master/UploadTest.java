package io.penumbra.master;

import static io.penumbra.master.Realm.codeOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.Limits;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.record.BatchBuilder;
import io.penumbra.master.record.RecordCodec;
import io.penumbra.master.state.Remains;
import io.penumbra.proto.Commit;
import io.penumbra.proto.EditBytes;
import io.penumbra.proto.ExtentMessage;
import io.penumbra.proto.FileInfo;
import io.penumbra.proto.List;
import io.penumbra.proto.Lookup;
import io.penumbra.proto.PointInTime;
import io.penumbra.proto.Query;
import io.penumbra.proto.Stat;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Large files are described bit by bit, and appear all at once. */
final class UploadTest {
    private static final long FRAMES = 1_000;
    private static final long EXTENT_BYTES = FRAMES * ChunkFormat.PAYLOAD_BYTES_MAX;
    private static final long TEBIBYTE = 1L << 40;

    private final Realm realm = Realm.of(3);
    private final TestClient client = TestClient.open(realm, 1);

    /** Hazard 85: a tebibyte in records none of which is large. */
    @Test
    void aFileOfAnyNumberOfExtentsAppearsInOneRecordOfBoundedSize() throws Exception {
        client.commit(client.file("/big", 10));
        long inode = client.takeInode();
        var chunk = client.grantChunks(1).getChunks(0);
        long length = 0;
        int extents = 0;
        while (length < TEBIBYTE) {
            var part = EditBytes.newBuilder();
            for (int i = 0; i < Limits.COMMIT_EXTENTS_MAX; i++) {
                part.addExtents(
                        ExtentMessage.newBuilder()
                                .setFileOffset(i * EXTENT_BYTES)
                                .setChunk(chunk.getChunk())
                                .setFrameOffset(chunk.getFromOffset())
                                .setLength(EXTENT_BYTES));
            }
            part.setLength(Limits.COMMIT_EXTENTS_MAX * EXTENT_BYTES);
            assertThat(client.upload(inode, length, part.build()).hasDone()).isTrue();
            assertThat(bytesOfLastRecords()).isLessThan(BatchBuilder.DECISION_BYTES_MAX);
            length += part.getLength();
            extents += part.getExtentsCount();
        }
        assertThat(stat("/big").getLength()).isEqualTo(10);
        var committed = client.commit(uploaded("/big", inode, length));
        assertThat(committed.getFile().getLength()).as(committed.toString()).isEqualTo(length);
        assertThat(bytesOfLastRecords()).isLessThan(1_000);
        assertThat(extentsOf("/big")).hasSize(extents);
        assertThat(stat("/big").getCopies()).isEqualTo(3);
        assertThat(listed().hasCopies()).isFalse();
        client.delete("/big", false);
        realm.forgetEverything();
        Remains.assertNone(realm.state());
        realm.assertChunksAreUsedBy(java.util.List.of());
        realm.assertReplayGivesTheSameState();
    }

    /** Page by page, as it was when the first page was read, whatever happens meanwhile. */
    private java.util.List<ExtentMessage> extentsOf(String path) throws RefusedException {
        var all = new ArrayList<ExtentMessage>();
        var lookup = Lookup.newBuilder().setPath(path);
        long replacements = 0;
        while (true) {
            var page = realm.ask(Query.newBuilder().setLookup(lookup).build()).getLayout();
            all.addAll(page.getExtentsList());
            if (!page.getMore()) {
                break;
            }
            assertThat(page.getExtentsCount()).isEqualTo(Limits.LAYOUT_EXTENTS_MAX);
            if (replacements++ == 0) {
                client.rename(path, "/moved", false);
                client.commit(client.file(path, 5));
            }
            long known = all.getLast().getFileOffset() + all.getLast().getLength();
            lookup.setFrom(known).setAsOf(PointInTime.newBuilder().setIndex(page.getIndex()));
        }
        client.rename("/moved", path, true);
        return all;
    }

    @Test
    void nobodySeesItBeforeItsCommit() throws RefusedException {
        long inode = client.takeInode();
        client.upload(inode, 0, client.bytes(40));
        client.upload(inode, 40, client.bytes(2));
        var names = Query.newBuilder().setList(List.newBuilder().setPath("/")).build();
        assertThat(realm.ask(names).getListing().getEntriesList()).isEmpty();
        client.mkdir("/d", false);
        client.quota("/d", 0, 41);
        assertThat(codeOf(client.commit(uploaded("/d/f", inode, 42))))
                .isEqualTo(RefusalCode.QUOTA_EXCEEDED);
        assertThat(client.commit(uploaded("/f", inode, 42)).getFile().getInode()).isEqualTo(inode);
        assertThat(extents("/f")).isEqualTo(2);
    }

    /** Hazards 35 and 36. */
    @Test
    void whatComesAgainIsNotAddedAgain() throws RefusedException {
        long inode = client.takeInode();
        client.upload(inode, 0, client.bytes(40));
        var command = client.last();
        realm.failOver();
        assertThat(realm.run(command).hasDone()).isTrue();
        assertThat(client.commit(uploaded("/f", inode, 40)).hasFile()).isTrue();
        assertThat(extents("/f")).isEqualTo(1);
    }

    @Test
    void whatIsNotCommittedGoesWithItsSession() throws Exception {
        client.upload(client.takeInode(), 0, client.bytes(40));
        long dropped = client.takeInode();
        client.upload(dropped, 0, client.bytes(30));
        client.dropUpload(dropped);
        client.dropUpload(dropped);
        client.endSession();
        realm.forgetEverything();
        realm.assertChunksAreUsedBy(java.util.List.of());
        Remains.assertNone(realm.state());
        realm.assertReplayGivesTheSameState();
    }

    @Test
    void whatWasDroppedNeverBecomesAFile() {
        long inode = client.takeInode();
        client.upload(inode, 0, client.bytes(40));
        client.dropUpload(inode);
        assertThat(codeOf(client.commit(uploaded("/f", inode, 40))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(codeOf(client.upload(inode, 0, client.bytes(40))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        long inode = client.takeInode();
        client.upload(inode, 0, client.bytes(40));
        assertThat(codeOf(client.upload(inode, 41, client.bytes(1))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(codeOf(client.commit(uploaded("/f", inode, 41))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(codeOf(client.commit(uploaded("/f", inode, 40).setUploaded(false))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(codeOf(client.commit(uploaded("/f", client.takeInode(), 0))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        var other = TestClient.open(realm, 2);
        assertThat(codeOf(other.commit(uploaded("/f", inode, 40))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        for (int i = 1; i < Limits.UPLOADS_MAX; i++) {
            client.upload(client.takeInode(), 0, client.bytes(1));
        }
        assertThat(codeOf(client.upload(client.takeInode(), 0, client.bytes(1))))
                .isEqualTo(RefusalCode.OVERLOADED);
    }

    private static Commit.Builder uploaded(String path, long inode, long length) {
        return Commit.newBuilder()
                .setPath(path)
                .setInode(inode)
                .setLength(length)
                .setUploaded(true);
    }

    private int bytesOfLastRecords() {
        return realm.lastRecords().stream()
                .mapToInt(record -> RecordCodec.encode(record).getSerializedSize())
                .sum();
    }

    private FileInfo stat(String path) throws RefusedException {
        var stat = Stat.newBuilder().setPath(path).setThorough(true);
        return realm.ask(Query.newBuilder().setStat(stat).build()).getFile();
    }

    private FileInfo listed() throws RefusedException {
        var list = List.newBuilder().setPath("/");
        return realm.ask(Query.newBuilder().setList(list).build()).getListing().getEntries(0);
    }

    private int extents(String path) throws RefusedException {
        var lookup = Lookup.newBuilder().setPath(path);
        return realm.ask(Query.newBuilder().setLookup(lookup).build())
                .getLayout()
                .getExtentsCount();
    }
}
