package io.penumbra.master;

import static io.penumbra.master.namespace.PointsInTime.view;

import io.penumbra.core.Limits;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.Principal;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.namespace.Access;
import io.penumbra.master.namespace.FileVersions;
import io.penumbra.master.namespace.Locking;
import io.penumbra.master.namespace.NamespaceQueries;
import io.penumbra.master.namespace.Snapshotting;
import io.penumbra.master.namespace.StoredPieces;
import io.penumbra.master.placement.Servers;
import io.penumbra.master.record.StorageClass;
import io.penumbra.master.state.EventTable;
import io.penumbra.master.state.Meta;
import io.penumbra.master.state.PieceTable;
import io.penumbra.master.state.SettingTable;
import io.penumbra.proto.Answer;
import io.penumbra.proto.ClassList;
import io.penumbra.proto.ClassName;
import io.penumbra.proto.EventList;
import io.penumbra.proto.EventMessage;
import io.penumbra.proto.EventsQuery;
import io.penumbra.proto.PieceTotals;
import io.penumbra.proto.Query;
import io.penumbra.proto.StorageClassInfo;
import java.util.Locale;

/** Answers questions about the state from one snapshot of it. */
public final class Queries {
    private Queries() {}

    /** Everything but what rests on more than the state. */
    public static Answer answer(StateReader snapshot, Query query, Principal who, Servers servers)
            throws RefusedException {
        if (Meta.founding(snapshot).isEmpty()) {
            throw new RefusedException(
                    RefusalCode.UNAVAILABLE, "", "the cluster is just being founded");
        }
        var access = Access.of(snapshot, who);
        var answer = Answer.newBuilder();
        switch (query.getBodyCase()) {
            case STAT ->
                    answer.setFile(
                            NamespaceQueries.stat(
                                    view(snapshot, query.getStat().getAsOf()).state(),
                                    access,
                                    query.getStat(),
                                    servers));
            case LIST ->
                    answer.setListing(
                            NamespaceQueries.list(
                                    view(snapshot, query.getList().getAsOf()).state(),
                                    access,
                                    query.getList(),
                                    servers));
            case LOOKUP ->
                    answer.setLayout(
                            NamespaceQueries.lookup(
                                    view(snapshot, query.getLookup().getAsOf()),
                                    access,
                                    query.getLookup(),
                                    servers));
            case CLASS_FOR ->
                    answer.setClassName(
                            ClassName.newBuilder()
                                    .setName(
                                            NamespaceQueries.classFor(
                                                            snapshot, access, query.getClassFor())
                                                    .value()));
            case LOCKS ->
                    answer.setLocks(
                            Locking.list(
                                    snapshot,
                                    access,
                                    query.getLocks(),
                                    Meta.applied(snapshot).time()));
            case VERSIONS ->
                    answer.setVersions(FileVersions.list(snapshot, access, query.getVersions()));
            case CLASSES -> answer.setClasses(classes(snapshot));
            case SNAPSHOTS -> answer.setSnapshots(Snapshotting.list(snapshot));
            case FIND_PIECES ->
                    answer.setPieces(StoredPieces.list(snapshot, query.getFindPieces(), servers));
            case STORED -> answer.setStored(Stored.view(snapshot));
            case EVENTS -> answer.setEvents(events(snapshot, query.getEvents()));
            case CLUSTER, GC, BODY_NOT_SET ->
                    throw new RefusedException(
                            RefusalCode.INVALID_ARGUMENT, "", "a query that this cannot answer");
        }
        return answer.build();
    }

    private static ClassList classes(StateReader snapshot) {
        var list = ClassList.newBuilder();
        for (var storageClass : SettingTable.classes(snapshot)) {
            list.addClasses(info(snapshot, storageClass));
        }
        return list.build();
    }

    private static StorageClassInfo info(StateReader snapshot, StorageClass storageClass) {
        var pieces = PieceTable.totals(snapshot, storageClass.name());
        return StorageClassInfo.newBuilder()
                .setName(storageClass.name().value())
                .setReplicas(storageClass.replicas())
                .setMinCopies(storageClass.minCopies())
                .setDurability(storageClass.durability().wireName())
                .setChunkBytes(storageClass.chunkBytes())
                .setDeduplicate(storageClass.deduplicates())
                .setMedium(storageClass.medium().value())
                .setPieces(
                        PieceTotals.newBuilder()
                                .setPieces(pieces.pieces())
                                .setBytes(pieces.bytes())
                                .setSavedBytes(pieces.savedBytes()))
                .build();
    }

    private static EventList events(StateReader snapshot, EventsQuery query) {
        int asked = query.getLimit();
        int limit = asked > 0 && asked < Limits.PAGE_ENTRIES_MAX ? asked : Limits.PAGE_ENTRIES_MAX;
        var after = new JournalIndex(Math.max(0, query.getAfter()));
        var list = EventList.newBuilder();
        for (var event : EventTable.after(snapshot, after, limit)) {
            list.addEvents(
                    EventMessage.newBuilder()
                            .setIndex(event.stamp().index().value())
                            .setTimeMillis(event.stamp().time().toEpochMilli())
                            .setLevel(event.noted().level().name().toLowerCase(Locale.ROOT))
                            .setSubject(event.noted().subject())
                            .setText(event.noted().text()));
        }
        return list.build();
    }
}
