package io.penumbra.master.record;

import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.master.record.JournalRecord.EntryRestored;
import io.penumbra.master.record.JournalRecord.HistoryForgotten;
import io.penumbra.master.record.JournalRecord.SnapshotMade;
import io.penumbra.master.record.JournalRecord.SnapshotRemoved;
import io.penumbra.master.record.JournalRecord.TimeLed;
import io.penumbra.proto.EntryRestoredRecord;
import io.penumbra.proto.HistoryForgottenRecord;
import io.penumbra.proto.SnapshotMadeRecord;
import io.penumbra.proto.SnapshotRemovedRecord;
import io.penumbra.proto.TimeLedRecord;
import java.time.Duration;

/** Records about the past as the journal words them. */
final class HistoryRecords {
    private HistoryRecords() {}

    static EntryRestoredRecord of(EntryRestored r) {
        return EntryRestoredRecord.newBuilder()
                .setPlace(NameRecords.of(r.place()))
                .setInode(r.inode().value())
                .setDeleted(r.deleted().value())
                .build();
    }

    static EntryRestored from(EntryRestoredRecord m) {
        return new EntryRestored(
                NameRecords.from(m.getPlace()),
                new InodeId(m.getInode()),
                new JournalIndex(m.getDeleted()));
    }

    static SnapshotMadeRecord of(SnapshotMade r) {
        return SnapshotMadeRecord.newBuilder().setName(r.name()).build();
    }

    static SnapshotMade from(SnapshotMadeRecord m) {
        return new SnapshotMade(m.getName());
    }

    static SnapshotRemovedRecord of(SnapshotRemoved r) {
        return SnapshotRemovedRecord.newBuilder().setName(r.name()).build();
    }

    static SnapshotRemoved from(SnapshotRemovedRecord m) {
        return new SnapshotRemoved(m.getName());
    }

    static TimeLedRecord of(TimeLed r) {
        return TimeLedRecord.newBuilder().setMillis(r.more().toMillis()).build();
    }

    static TimeLed from(TimeLedRecord m) {
        return new TimeLed(Duration.ofMillis(m.getMillis()));
    }

    static HistoryForgottenRecord of(HistoryForgotten r) {
        return HistoryForgottenRecord.newBuilder()
                .setEnds(r.ends())
                .setDeleted(r.deleted())
                .setUnpinned(r.unpinned())
                .build();
    }

    static HistoryForgotten from(HistoryForgottenRecord m) {
        return new HistoryForgotten(m.getEnds(), m.getDeleted(), m.getUnpinned());
    }
}
