package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.master.record.Batch;
import io.penumbra.master.record.Head.Tip;
import io.penumbra.master.record.JournalRecord;
import io.penumbra.master.record.JournalRecord.Answered;
import io.penumbra.master.record.JournalRecord.AttributesSet;
import io.penumbra.master.record.JournalRecord.ChunkCompacted;
import io.penumbra.master.record.JournalRecord.ChunkGranted;
import io.penumbra.master.record.JournalRecord.ChunkLetGo;
import io.penumbra.master.record.JournalRecord.ChunksCollected;
import io.penumbra.master.record.JournalRecord.ClassDefined;
import io.penumbra.master.record.JournalRecord.ClusterFounded;
import io.penumbra.master.record.JournalRecord.ContentEdited;
import io.penumbra.master.record.JournalRecord.ContentTidied;
import io.penumbra.master.record.JournalRecord.DirectoryMade;
import io.penumbra.master.record.JournalRecord.EntryMoved;
import io.penumbra.master.record.JournalRecord.EntryRemoved;
import io.penumbra.master.record.JournalRecord.EntryRestored;
import io.penumbra.master.record.JournalRecord.EpochStarted;
import io.penumbra.master.record.JournalRecord.ExtentsUploaded;
import io.penumbra.master.record.JournalRecord.FilePut;
import io.penumbra.master.record.JournalRecord.HistoryForgotten;
import io.penumbra.master.record.JournalRecord.InodesGranted;
import io.penumbra.master.record.JournalRecord.LinkMade;
import io.penumbra.master.record.JournalRecord.LockReleased;
import io.penumbra.master.record.JournalRecord.LockTaken;
import io.penumbra.master.record.JournalRecord.MembersSet;
import io.penumbra.master.record.JournalRecord.Noted;
import io.penumbra.master.record.JournalRecord.PiecesStored;
import io.penumbra.master.record.JournalRecord.QuotaSet;
import io.penumbra.master.record.JournalRecord.SealBegan;
import io.penumbra.master.record.JournalRecord.Sealed;
import io.penumbra.master.record.JournalRecord.ServerJoined;
import io.penumbra.master.record.JournalRecord.ServerModeSet;
import io.penumbra.master.record.JournalRecord.SessionEnded;
import io.penumbra.master.record.JournalRecord.SessionOpened;
import io.penumbra.master.record.JournalRecord.SnapshotMade;
import io.penumbra.master.record.JournalRecord.SnapshotRemoved;
import io.penumbra.master.record.JournalRecord.SpreadSet;
import io.penumbra.master.record.JournalRecord.TimeLed;
import io.penumbra.master.record.JournalRecord.TokenKeyMade;
import io.penumbra.master.record.JournalRecord.UploadDropped;
import io.penumbra.master.record.JournalRecord.UploadPut;
import java.time.Instant;

/**
 * The only writer of state: the live master, the shadow and a restart all come through here. It
 * cannot refuse; a record that does not fit is a bug.
 */
public final class Apply {
    private Apply() {}

    /** Applies one record; {@code index} follows the last one's. */
    public static void apply(
            JournalRecord record, JournalIndex index, Instant time, StateWriter state) {
        var last = Meta.applied(state);
        Invariant.check(
                index.equals(last.index().next()), "record %s after %s", index, last.index());
        Invariant.check(!time.isBefore(last.time()), "time went back: %s, %s", time, last.time());
        var stamp = new Stamp(index, time);
        Moments.pass(state, stamp);
        var names = new Remembering(state, stamp);
        switch (record) {
            case ClusterFounded r -> ApplyCluster.founded(r, stamp, names);
            case EpochStarted r -> ApplyCluster.epochStarted(r, state);
            case ClassDefined r -> SettingTable.putClass(state, stamp, r.storageClass());
            case ServerJoined r -> SettingTable.putServer(state, stamp, r);
            case ServerModeSet r -> ModeTable.put(state, stamp, r);
            case TokenKeyMade r -> TokenKeys.add(state, stamp, r.key());
            case SpreadSet r -> Meta.SPREAD.put(state, r.permille());
            case SessionOpened r -> ApplyCluster.sessionOpened(r, stamp, state);
            case SessionEnded r -> ApplyCluster.sessionEnded(r, stamp, state);
            case InodesGranted r -> ApplyCluster.inodesGranted(r, state);
            case ChunkGranted r -> ApplyCluster.chunkGranted(r, stamp, state);
            case SealBegan r -> ApplyCluster.sealBegan(r, stamp, state);
            case Sealed r -> ApplyCluster.sealed(r, stamp, state);
            case MembersSet r -> ApplyCluster.membersSet(r, stamp, state);
            case ChunkLetGo r -> ApplyCluster.chunkLetGo(r, stamp, state);
            case ChunksCollected r -> ApplyCluster.chunksCollected(r, state);
            case ChunkCompacted r -> ApplyCluster.chunkCompacted(r, stamp, state);
            case DirectoryMade r -> ApplyNames.directoryMade(r, stamp, names);
            case FilePut r -> ApplyNames.filePut(r, stamp, names);
            case EntryRemoved r -> ApplyNames.entryRemoved(r, stamp, names);
            case EntryMoved r -> ApplyNames.entryMoved(r, stamp, names);
            case EntryRestored r -> ApplyNames.entryRestored(r, stamp, names);
            case AttributesSet r -> ApplyNames.attributesSet(r, stamp, names);
            case LinkMade r -> ApplyNames.linkMade(r, stamp, names);
            case QuotaSet r -> ApplyNames.quotaSet(r, names);
            case ContentEdited r -> ApplyContent.edited(r, stamp, names);
            case ContentTidied r -> {
                ApplyCluster.joined(r, stamp, state);
                ApplyContent.tidied(r, stamp, names);
            }
            case ExtentsUploaded r -> ApplyContent.uploaded(r, stamp, names);
            case UploadPut r -> ApplyNames.uploadPut(r, stamp, names);
            case PiecesStored r -> References.stored(state, r, stamp);
            case UploadDropped r -> UploadTable.drop(state, r.client(), r.inode(), stamp);
            case LockTaken r -> LockTable.put(state, stamp, r);
            case LockReleased r -> LockTable.remove(state, r.inode(), r.client());
            case SnapshotMade r -> Snapshots.make(state, r.name());
            case SnapshotRemoved r -> Snapshots.remove(state, r.name());
            case TimeLed r -> LedTime.pass(state, r.more());
            case HistoryForgotten r -> forget(r, stamp, state);
            case Answered r -> ApplyCluster.answered(r, stamp, state);
            case Noted r -> EventTable.add(state, stamp, r);
        }
        Meta.putApplied(state, stamp);
    }

    /** What goes is in no value any more, so it is not remembered. */
    private static void forget(HistoryForgotten record, Stamp stamp, StateWriter state) {
        Forgetting.Gone gone = (key, value) -> References.release(state, key, value, stamp);
        Forgetting.forget(state, record.ends(), gone);
        Reclaiming.step(state, record.deleted(), gone);
        Forgetting.unpin(state, record.unpinned(), gone);
    }

    /** Notes that all records of an entry are applied; belongs to the same write as they. */
    public static void finishEntry(Tip tip, StateWriter state) {
        var applied = Meta.applied(state);
        Invariant.check(tip.index().equals(applied.index()), "%s ends at %s", tip, applied.index());
        Meta.putTip(state, tip);
    }

    /**
     * Applies a whole entry of the journal.
     *
     * @param encoded the batch as it stands there
     */
    public static void applyBatch(Batch batch, byte[] encoded, StateWriter state) {
        var tip = Meta.tip(state);
        Invariant.check(
                batch.entry().equals(tip.entry().next()) && batch.previous().equals(tip.chain()),
                "entry %s does not follow %s",
                batch.entry(),
                tip);
        var index = batch.firstIndex();
        for (var record : batch.records()) {
            apply(record, index, batch.time(), state);
            index = index.next();
        }
        finishEntry(tip.then(batch, encoded), state);
    }
}
