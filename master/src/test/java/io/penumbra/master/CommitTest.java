package io.penumbra.master;

import static io.penumbra.master.Realm.codeOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.proto.Commit;
import io.penumbra.proto.ExtentMessage;
import io.penumbra.proto.Precondition;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a commit must prove before a file has its content. */
final class CommitTest {
    private final Realm realm = Realm.of(3);
    private final TestClient client = TestClient.open(realm, 1);

    @Test
    void aFileHasWhatWasCommitted() {
        var outcome = client.commit(client.file("/a/f", 5_000).setParents(true).setMode(0600));
        var file = outcome.getFile();
        assertThat(file.getLength()).isEqualTo(5_000);
        assertThat(file.getMode()).isEqualTo(0600);
        assertThat(file.getOwner()).isEqualTo("ann");
        assertThat(file.getGroup()).isEqualTo("ann");
        assertThat(file.getStorageClass()).isEqualTo("default");
        assertThat(file.getCopies()).isEqualTo(3);
    }

    @Test
    void aReplacedFileKeepsItsOwnerAndMode() {
        client.commit(client.file("/f", 10).setMode(0600));
        var replaced = client.commit(client.file("/f", 20)).getFile();
        assertThat(replaced.getMode()).isEqualTo(0600);
        assertThat(replaced.getLength()).isEqualTo(20);
    }

    /** Hazard 45: the version seen is the version replaced, also if the name came back since. */
    @Test
    void aPreconditionTellsVersionsApart() {
        var first = client.commit(client.file("/f", 10)).getFile();
        client.delete("/f", false);
        client.commit(client.file("/f", 10));
        assertThat(codeOf(client.commit(ifVersion(first.getVersion()))))
                .isEqualTo(RefusalCode.PRECONDITION_FAILED);
        var now = client.commit(client.file("/f", 10)).getFile();
        assertThat(client.commit(ifVersion(now.getVersion())).hasFile()).isTrue();
        assertThat(codeOf(client.commit(ifVersion(now.getVersion()))))
                .isEqualTo(RefusalCode.PRECONDITION_FAILED);
        client.delete("/f", false);
        assertThat(codeOf(client.commit(ifVersion(now.getVersion()))))
                .isEqualTo(RefusalCode.PRECONDITION_FAILED);
    }

    private Commit.Builder ifVersion(long version) {
        return client.file("/f", 10).setPrecondition(Precondition.newBuilder().setVersion(version));
    }

    /** Hazards 42 and 81. */
    @Test
    void aChunkOfAnotherSessionIsRefused() {
        var other = TestClient.open(realm, 2);
        other.commit(other.file("/theirs", 10));
        var stolen = other.append(0, 10);
        var commit = client.file("/f", 0).setLength(10).addExtents(stolen);
        assertThat(codeOf(client.commit(commit))).isEqualTo(RefusalCode.STALE_CHUNK);
        var unknown = stolen.toBuilder().setChunk(12_345);
        assertThat(codeOf(client.commit(client.file("/f", 0).setLength(10).addExtents(unknown))))
                .isEqualTo(RefusalCode.STALE_CHUNK);
    }

    /** Hazards 42 and 53: what was acknowledged may be committed after the seal, the rest not. */
    @Test
    void aSealedChunkHoldsCommitsUpToItsLength() {
        var inside = client.file("/inside", 100);
        long acknowledged = client.chunkEnd();
        var beyond = client.file("/beyond", 100);
        var chunk = client.chunk();
        client.release(chunk, acknowledged, "cs-2 failed");
        realm.finishSeals();
        assertThat(client.commit(inside).hasFile()).isTrue();
        assertThat(codeOf(client.commit(beyond))).isEqualTo(RefusalCode.STALE_CHUNK);
    }

    /** Hazard 54: a seal waits rather than lose what is committed or was acknowledged. */
    @Test
    void aSealIsNeverShorterThanWhatIsCommitted() {
        client.commit(client.file("/f", 100));
        long committed = client.chunkEnd();
        var id = new ChunkId(client.chunk().getChunk());
        client.release(client.chunk(), committed, "");
        assertThat(codeOf(realm.finishSeal(id, committed - 1))).isEqualTo(RefusalCode.UNAVAILABLE);
        assertThat(ChunkTable.sealing(realm.state())).containsExactly(id);
        assertThat(realm.finishSeal(id, committed + 7).hasDone()).isTrue();
        assertThat(ChunkTable.sealing(realm.state())).isEmpty();
        assertThat(realm.finishSeal(id, committed + 7).hasDone()).isTrue();
        assertThat(realm.lastRecords()).isEmpty();
    }

    /** Hazard 54: a commit that comes while the chunk is being sealed counts, too. */
    @Test
    void aCommitDuringTheSealHoldsItUp() {
        var late = client.file("/late", 100);
        var id = new ChunkId(client.chunk().getChunk());
        client.release(client.chunk(), 0, "cs-1 failed");
        client.commit(late);
        assertThat(codeOf(realm.finishSeal(id, ChunkFormat.HEADER_BYTES)))
                .isEqualTo(RefusalCode.UNAVAILABLE);
    }

    @Test
    void extentsMustMakeTheWholeFile() {
        assertInvalid(commit -> commit.setLength(99));
        assertInvalid(commit -> commit.setExtents(0, first(commit).setFileOffset(1)));
        assertInvalid(commit -> commit.setExtents(0, first(commit).setLength(-5)));
        assertInvalid(commit -> commit.setExtents(0, first(commit).setLength(0)));
        assertInvalid(commit -> commit.setExtents(0, first(commit).setFrameOffset(3)));
        assertInvalid(commit -> commit.setExtents(0, first(commit).setFrameOffset(-1)));
        assertInvalid(commit -> commit.setExtents(0, first(commit).setFrameOffset(1L << 62)));
        assertInvalid(commit -> commit.setExtents(0, first(commit).setSkip(70_000)));
        assertInvalid(commit -> commit.setExtents(0, first(commit).setLength(Long.MAX_VALUE)));
        assertInvalid(commit -> commit.setSha256(ByteString.copyFromUtf8("short")));
        assertInvalid(commit -> commit.setMode(01_0000));
        assertInvalid(commit -> commit.setStorageClass("gold"));
        assertInvalid(commit -> commit.addExtents(first(commit)));
    }

    private static ExtentMessage.Builder first(Commit.Builder commit) {
        return commit.getExtents(0).toBuilder();
    }

    private void assertInvalid(UnaryOperator<Commit.Builder> change) {
        var commit = change.apply(client.file("/f", 100));
        assertThat(codeOf(client.commit(commit)))
                .as(commit.toString())
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
    }

    @Test
    void anInodeIdIsUsedOnceAndOnlyByWhomItWasGrantedTo() {
        var commit = client.file("/f", 10);
        client.commit(commit);
        assertThat(codeOf(client.commit(client.file("/g", 10).setInode(commit.getInode()))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        long theirs = TestClient.open(realm, 2).takeInode();
        assertThat(codeOf(client.commit(client.file("/g", 10).setInode(theirs))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
    }

    @Test
    void namesThatBreakARuleAreRefused() {
        for (var path : new String[] {"", "f", "/../f", "/d//f"}) {
            assertThat(codeOf(client.commit(client.file(path, 10))))
                    .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        }
        assertThat(codeOf(client.commit(client.file("/", 10))))
                .isEqualTo(RefusalCode.IS_A_DIRECTORY);
    }
}
