package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.Sequence;
import io.penumbra.master.record.Attributes;
import io.penumbra.master.record.JournalRecord.Answered;
import io.penumbra.master.record.JournalRecord.ChunkCompacted;
import io.penumbra.master.record.JournalRecord.ChunkGranted;
import io.penumbra.master.record.JournalRecord.ChunkLetGo;
import io.penumbra.master.record.JournalRecord.ChunksCollected;
import io.penumbra.master.record.JournalRecord.ClusterFounded;
import io.penumbra.master.record.JournalRecord.ContentTidied;
import io.penumbra.master.record.JournalRecord.EpochStarted;
import io.penumbra.master.record.JournalRecord.InodesGranted;
import io.penumbra.master.record.JournalRecord.MembersSet;
import io.penumbra.master.record.JournalRecord.SealBegan;
import io.penumbra.master.record.JournalRecord.Sealed;
import io.penumbra.master.record.JournalRecord.SessionEnded;
import io.penumbra.master.record.JournalRecord.SessionOpened;
import io.penumbra.master.record.StorageClass;

/** Applies records about epochs, sessions and chunks. */
final class ApplyCluster {
    private static final int ROOT_MODE = 0755;

    private ApplyCluster() {}

    static void founded(ClusterFounded record, Stamp stamp, StateWriter state) {
        Invariant.check(Meta.founding(state).isEmpty(), "founded twice: %s", record.cluster());
        Meta.putFounding(state, new Meta.Founding(record.cluster(), record.superuser()));
        var attributes =
                new Attributes(
                        ROOT_MODE,
                        record.superuser(),
                        record.superuser().value(),
                        StorageClass.DEFAULT.name());
        InodeTable.put(
                state, InodeTable.ROOT, new Inode.Directory(stamp, attributes, stamp.time(), 0));
        TreeTable.putRoot(state);
    }

    static void epochStarted(EpochStarted record, StateWriter state) {
        var last = Meta.epoch(state);
        Invariant.check(record.epoch().value() > last.value(), "epoch %s again", record.epoch());
        Meta.EPOCH.put(state, record.epoch().value());
        Meta.NEXT_INODE.put(state, InodeId.of(record.epoch(), 1).value());
        Meta.NEXT_CHUNK.put(state, ChunkId.of(record.epoch(), 1).value());
    }

    static void sessionOpened(SessionOpened record, Stamp stamp, StateWriter state) {
        Invariant.check(
                SessionTable.find(state, record.client()).isEmpty(),
                "%s opened twice",
                record.client());
        SessionTable.put(
                state,
                record.client(),
                new Session.Open(stamp, record.user(), record.process(), new Sequence(0)));
    }

    static void sessionEnded(SessionEnded record, Stamp stamp, StateWriter state) {
        SessionTable.requireOpen(state, record.client());
        UploadTable.dropAll(state, record.client(), stamp);
        SessionTable.end(state, record.client(), new Session.Ended(stamp, record.why()));
    }

    static void inodesGranted(InodesGranted record, StateWriter state) {
        SessionTable.requireOpen(state, record.client());
        RangeTable.add(state, record);
        useInodes(state, record.first(), record.count());
    }

    /** These ids are taken; what is granted next comes after them. */
    static void useInodes(StateWriter state, InodeId first, int count) {
        if (first.compareTo(Meta.nextInode(state)) >= 0) {
            Meta.NEXT_INODE.put(state, first.plus(count).value());
        }
    }

    static void chunkGranted(ChunkGranted record, Stamp stamp, StateWriter state) {
        var id = record.chunk();
        Invariant.check(id.equals(Meta.nextChunk(state)), "%s granted out of order", id);
        Meta.NEXT_CHUNK.put(state, id.plus(1).value());
        var chunk =
                new Chunk(
                        stamp,
                        record.storageClass(),
                        record.version(),
                        record.holder(),
                        record.members(),
                        ChunkFormat.HEADER_BYTES,
                        new Chunk.Phase.Open(),
                        Chunk.Use.NONE);
        ChunkTable.put(state, id, chunk);
        ChunkTable.listPhase(state, id, chunk);
    }

    static void sealBegan(SealBegan record, Stamp stamp, StateWriter state) {
        var open = ChunkTable.require(state, record.chunk());
        Invariant.check(open.isOpen(), "%s: second seal", record.chunk());
        Invariant.check(
                record.version().equals(open.version().next()),
                "%s: version %s after %s",
                record.chunk(),
                record.version(),
                open.version());
        long length = Math.max(open.length(), record.acknowledged());
        var sealing = open.sealing(stamp, record.version(), length);
        ChunkTable.put(state, record.chunk(), sealing);
        ChunkTable.listPhase(state, record.chunk(), sealing);
    }

    static void sealed(Sealed record, Stamp stamp, StateWriter state) {
        var sealing = ChunkTable.require(state, record.chunk());
        Invariant.check(
                sealing.isSealing() && sealing.version().equals(record.version()),
                "%s sealed at version %s",
                record.chunk(),
                record.version());
        var sealed = sealing.sealed(stamp, record.members(), record.length(), record.digest());
        ChunkTable.put(state, record.chunk(), sealed);
        ChunkTable.listPhase(state, record.chunk(), sealed);
    }

    static void chunkLetGo(ChunkLetGo record, Stamp stamp, StateWriter state) {
        var chunk = ChunkTable.require(state, record.chunk());
        Invariant.check(!chunk.isOpen(), "%s let go while it is written", record.chunk());
        ChunkTable.put(state, record.chunk(), chunk.letGo(stamp));
    }

    static void chunksCollected(ChunksCollected record, StateWriter state) {
        for (var id : record.chunks()) {
            var chunk = ChunkTable.require(state, id);
            Invariant.check(chunk.isUnused(), "%s is in use", id);
            if (chunk.isMoved()) {
                MoveTable.removeAll(state, id);
            }
            ChunkTable.remove(state, id);
            TombstoneTable.add(state, id);
        }
    }

    static void chunkCompacted(ChunkCompacted record, Stamp stamp, StateWriter state) {
        var open = ChunkTable.require(state, record.chunk());
        Invariant.check(
                open.isOpen() && open.isUnused(), "%s was written to by others", record.chunk());
        var use = open.use();
        for (var compaction : record.sources()) {
            var source = ChunkTable.require(state, compaction.source());
            Invariant.check(source.isSealed(), "%s compacted, not sealed", compaction.source());
            MoveTable.put(state, compaction);
            ChunkTable.put(state, compaction.source(), source.moved(stamp, record.chunk()));
            use = use.plus(source.use().references(), source.use().liveBytes());
        }
        var whole =
                open.sealed(stamp, record.members(), record.length(), record.digest())
                        .withUse(stamp, record.length(), use);
        ChunkTable.put(state, record.chunk(), whole);
        ChunkTable.listPhase(state, record.chunk(), whole);
    }

    /** The chunk of it; what the file has in it comes after. */
    static void joined(ContentTidied record, Stamp stamp, StateWriter state) {
        var open = ChunkTable.require(state, record.chunk());
        Invariant.check(
                open.isOpen() && open.isUnused(), "%s was written to by others", record.chunk());
        var whole = open.sealed(stamp, record.members(), record.length(), record.digest());
        ChunkTable.put(state, record.chunk(), whole);
        ChunkTable.listPhase(state, record.chunk(), whole);
    }

    static void membersSet(MembersSet record, Stamp stamp, StateWriter state) {
        var chunk = ChunkTable.require(state, record.chunk());
        Invariant.check(
                chunk.isSealed() && !record.members().isEmpty(),
                "%s on %s: not sealed, or nowhere",
                record.chunk(),
                record.members());
        ChunkTable.put(state, record.chunk(), chunk.on(stamp, record.members()));
    }

    static void answered(Answered record, Stamp stamp, StateWriter state) {
        var client = record.client();
        var session = SessionTable.requireOpen(state, client);
        SessionTable.remember(state, client, record.sequence(), record.outcome());
        var lowest = record.lowestUnanswered();
        if (lowest.value() >= session.floor().value() + SessionTable.DROPPED_TOGETHER) {
            SessionTable.forget(state, client, session.floor(), lowest);
            SessionTable.put(state, client, session.withFloor(stamp, lowest));
        }
    }
}
