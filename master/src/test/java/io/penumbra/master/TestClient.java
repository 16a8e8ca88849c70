package io.penumbra.master;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.Principal;
import io.penumbra.proto.ChunkGrant;
import io.penumbra.proto.Command;
import io.penumbra.proto.Commit;
import io.penumbra.proto.Create;
import io.penumbra.proto.DefineClass;
import io.penumbra.proto.Delete;
import io.penumbra.proto.DropUpload;
import io.penumbra.proto.Edit;
import io.penumbra.proto.EditBytes;
import io.penumbra.proto.EndSession;
import io.penumbra.proto.ExtentMessage;
import io.penumbra.proto.Grant;
import io.penumbra.proto.Granted;
import io.penumbra.proto.Lock;
import io.penumbra.proto.MakeLink;
import io.penumbra.proto.MakeSnapshot;
import io.penumbra.proto.Mkdir;
import io.penumbra.proto.OpenSession;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.PointInTime;
import io.penumbra.proto.Quota;
import io.penumbra.proto.Release;
import io.penumbra.proto.RemoveSnapshot;
import io.penumbra.proto.Rename;
import io.penumbra.proto.SetAttributes;
import io.penumbra.proto.SetQuota;
import io.penumbra.proto.SetServerMode;
import io.penumbra.proto.StorageClassInfo;
import io.penumbra.proto.Undelete;
import io.penumbra.proto.Unlock;
import io.penumbra.proto.UploadExtents;

/** One client of a {@link Realm}: numbers its commands and cuts its files into granted chunks. */
final class TestClient {
    final Realm realm;
    final long id;

    /** Of what it writes. */
    String storageClass = "";

    /** On whose behalf it asks. */
    Principal who = Realm.ANN;

    private long sequence;
    private long lowestUnanswered;
    private Command last = Command.getDefaultInstance();

    // What was granted and not used up.
    private ChunkGrant chunk = ChunkGrant.getDefaultInstance();
    private long chunkEnd;
    private long nextInode;
    private int inodesLeft;

    TestClient(Realm realm, long id) {
        this.realm = realm;
        this.id = id;
    }

    static TestClient open(Realm realm, long id) {
        var client = new TestClient(realm, id);
        assertThat(client.openSession().hasSessionOpened()).isTrue();
        return client;
    }

    Outcome openSession() {
        return send(Command.newBuilder().setOpenSession(OpenSession.getDefaultInstance()));
    }

    Outcome endSession() {
        return send(Command.newBuilder().setEndSession(EndSession.getDefaultInstance()));
    }

    Outcome mkdir(String path, boolean parents) {
        return send(
                Command.newBuilder()
                        .setMkdir(Mkdir.newBuilder().setPath(path).setParents(parents)));
    }

    Outcome create(String path, boolean parents) {
        return send(
                Command.newBuilder()
                        .setCreate(Create.newBuilder().setPath(path).setParents(parents)));
    }

    Outcome delete(String path, boolean recursive) {
        return send(
                Command.newBuilder()
                        .setDelete(Delete.newBuilder().setPath(path).setRecursive(recursive)));
    }

    Outcome rename(String source, String target, boolean replace) {
        return send(
                Command.newBuilder()
                        .setRename(
                                Rename.newBuilder()
                                        .setSource(source)
                                        .setTarget(target)
                                        .setReplace(replace)));
    }

    Outcome remove(String path, boolean recursive, boolean directory) {
        return send(
                Command.newBuilder()
                        .setDelete(
                                Delete.newBuilder()
                                        .setPath(path)
                                        .setRecursive(recursive)
                                        .setDirectory(directory)));
    }

    Outcome undelete(String path, String target, PointInTime asOf) {
        return send(
                Command.newBuilder()
                        .setUndelete(
                                Undelete.newBuilder()
                                        .setPath(path)
                                        .setTarget(target)
                                        .setAsOf(asOf)));
    }

    Outcome makeSnapshot(String name) {
        return send(Command.newBuilder().setMakeSnapshot(MakeSnapshot.newBuilder().setName(name)));
    }

    Outcome removeSnapshot(String name) {
        return send(
                Command.newBuilder().setRemoveSnapshot(RemoveSnapshot.newBuilder().setName(name)));
    }

    Outcome edit(Edit.Builder edit) {
        return send(Command.newBuilder().setEdit(edit));
    }

    Outcome upload(long inode, long offset, EditBytes bytes) {
        return send(
                Command.newBuilder()
                        .setUploadExtents(
                                UploadExtents.newBuilder()
                                        .setInode(inode)
                                        .setOffset(offset)
                                        .setBytes(bytes)));
    }

    Outcome dropUpload(long inode) {
        return send(Command.newBuilder().setDropUpload(DropUpload.newBuilder().setInode(inode)));
    }

    /** Bytes behind the last ones it wrote. */
    EditBytes bytes(int count) {
        var bytes = EditBytes.newBuilder().setLength(count);
        return count == 0 ? bytes.build() : bytes.addExtents(append(0, count)).build();
    }

    Outcome lock(String path, boolean shared, int ttlMillis) {
        return send(
                Command.newBuilder()
                        .setLock(
                                Lock.newBuilder()
                                        .setPath(path)
                                        .setShared(shared)
                                        .setTtlMillis(ttlMillis)));
    }

    Outcome unlock(long inode) {
        return send(Command.newBuilder().setUnlock(Unlock.newBuilder().setInode(inode)));
    }

    Outcome link(String path, String target) {
        return send(
                Command.newBuilder()
                        .setMakeLink(MakeLink.newBuilder().setPath(path).setTarget(target)));
    }

    Outcome set(SetAttributes.Builder change) {
        return send(Command.newBuilder().setSetAttributes(change));
    }

    Outcome quota(String path, long entries, long bytes) {
        var quota = Quota.newBuilder().setEntries(entries).setBytes(bytes);
        return send(
                Command.newBuilder()
                        .setSetQuota(SetQuota.newBuilder().setPath(path).setQuota(quota)));
    }

    Outcome define(StorageClassInfo.Builder storageClass) {
        return send(
                Command.newBuilder()
                        .setDefineClass(DefineClass.newBuilder().setStorageClass(storageClass)));
    }

    Outcome serverMode(SetServerMode.Builder mode) {
        return send(Command.newBuilder().setSetServerMode(mode));
    }

    Outcome grant(Grant.Builder grant) {
        return send(Command.newBuilder().setGrant(grant));
    }

    Granted grantChunks(int chunks) {
        var outcome = grant(Grant.newBuilder().setChunks(chunks).setStorageClass(storageClass));
        assertThat(outcome.hasGranted()).as(outcome.toString()).isTrue();
        return outcome.getGranted();
    }

    Outcome release(ChunkGrant grant, long acknowledged, String reason) {
        return release(grant, acknowledged, reason, false);
    }

    /** Writes to it no more, and commits nothing more of it. */
    Outcome letGo(ChunkGrant grant, long acknowledged) {
        return release(grant, acknowledged, "", true);
    }

    private Outcome release(ChunkGrant grant, long acknowledged, String reason, boolean done) {
        return send(
                Command.newBuilder()
                        .setRelease(
                                Release.newBuilder()
                                        .setChunk(grant.getChunk())
                                        .setVersion(grant.getVersion())
                                        .setAcknowledged(acknowledged)
                                        .setReason(reason)
                                        .setDone(done)));
    }

    Outcome commit(Commit.Builder commit) {
        return send(Command.newBuilder().setCommit(commit));
    }

    /** A file of this many bytes, at most a frame of them, behind the last one's. */
    Commit.Builder file(String path, int bytes) {
        var commit = Commit.newBuilder().setPath(path).setLength(bytes).setInode(takeInode());
        if (bytes > 0) {
            commit.setSha256(ByteString.copyFrom(new byte[32])).addExtents(append(0, bytes));
        }
        return commit;
    }

    ExtentMessage append(long fileOffset, int bytes) {
        int frame = ChunkFormat.frameBytes(bytes);
        if (chunkEnd + frame > chunk.getBytesMax()) {
            if (chunk.getChunk() != 0) {
                release(chunk, chunkEnd, "");
            }
            chunk = grantChunks(1).getChunks(0);
            chunkEnd = chunk.getFromOffset();
        }
        var extent =
                ExtentMessage.newBuilder()
                        .setFileOffset(fileOffset)
                        .setChunk(chunk.getChunk())
                        .setFrameOffset(chunkEnd)
                        .setLength(bytes)
                        .build();
        chunkEnd += frame;
        return extent;
    }

    long takeInode() {
        if (inodesLeft == 0) {
            var granted = grant(Grant.newBuilder().setInodes(64)).getGranted();
            nextInode = granted.getFirstInode();
            inodesLeft = granted.getInodes();
        }
        inodesLeft--;
        return nextInode++;
    }

    /** The chunk that it writes to. */
    ChunkGrant chunk() {
        return chunk;
    }

    /** What it writes next goes into another one. */
    void leaveChunk() {
        chunk = ChunkGrant.getDefaultInstance();
        chunkEnd = 0;
    }

    long chunkEnd() {
        return chunkEnd;
    }

    Command last() {
        return last;
    }

    /** Every command up to here was answered. */
    void acknowledgeAll() {
        lowestUnanswered = sequence;
    }

    Outcome send(Command.Builder command) {
        last =
                command.setClient(id)
                        .setSequence(sequence++)
                        .setLowestUnanswered(lowestUnanswered)
                        .build();
        return realm.run(last, who);
    }
}
