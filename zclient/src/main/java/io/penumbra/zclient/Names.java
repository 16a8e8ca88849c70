package io.penumbra.zclient;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.Principal;
import io.penumbra.proto.Answer;
import io.penumbra.proto.ClassesQuery;
import io.penumbra.proto.Command;
import io.penumbra.proto.Create;
import io.penumbra.proto.DefineClass;
import io.penumbra.proto.Delete;
import io.penumbra.proto.Edit;
import io.penumbra.proto.EventsQuery;
import io.penumbra.proto.Extra;
import io.penumbra.proto.Lock;
import io.penumbra.proto.LocksQuery;
import io.penumbra.proto.MakeLink;
import io.penumbra.proto.MakeSnapshot;
import io.penumbra.proto.Mkdir;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.Query;
import io.penumbra.proto.RemoveSnapshot;
import io.penumbra.proto.Rename;
import io.penumbra.proto.SetAttributes;
import io.penumbra.proto.SetQuota;
import io.penumbra.proto.SetServerMode;
import io.penumbra.proto.SetSpread;
import io.penumbra.proto.SnapshotsQuery;
import io.penumbra.proto.StorageClassInfo;
import io.penumbra.proto.StoredQuery;
import io.penumbra.proto.Undelete;
import io.penumbra.proto.Unlock;
import io.penumbra.proto.VersionsQuery;
import io.penumbra.zclient.AttributeChange.Modified;
import io.penumbra.zclient.StorageClass.Durability;
import io.penumbra.zclient.meta.Caller;
import io.penumbra.zclient.meta.MasterClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What is asked of the master about names, word for word as the wire has it. */
record Names(MasterClient master, InheritedClasses inherited, Principal who) {
    private static final int PERMILLE = 1_000;

    Answer ask(Query.Builder query) throws IOException {
        return Failures.mapped(() -> master.ask(query.build(), Caller.of(who)));
    }

    private Outcome command(Command.Builder command) throws IOException {
        return Failures.mapped(() -> master.command(command.build(), Caller.of(who)).outcome());
    }

    FileStatus create(String path, CreateOptions options) throws IOException {
        var create =
                Create.newBuilder()
                        .setPath(path)
                        .setParents(options.parents() == Parents.CREATE)
                        .setMode(options.mode())
                        .setStorageClass(options.storageClass().orElse(""));
        return FromWire.status(command(Command.newBuilder().setCreate(create)).getFile());
    }

    void mkdir(String path, Parents parents, int mode) throws IOException {
        var mkdir =
                Mkdir.newBuilder()
                        .setPath(path)
                        .setParents(parents == Parents.CREATE)
                        .setMode(mode);
        var _ = command(Command.newBuilder().setMkdir(mkdir));
    }

    FileStatus link(String path, String target) throws IOException {
        var link = MakeLink.newBuilder().setPath(path).setTarget(target);
        return FromWire.status(command(Command.newBuilder().setMakeLink(link)).getFile());
    }

    void delete(Delete.Builder delete) throws IOException {
        var _ = command(Command.newBuilder().setDelete(delete));
        inherited.forget();
    }

    void rename(String source, String target, Existing existing, Precondition precondition)
            throws IOException {
        var rename =
                Rename.newBuilder()
                        .setSource(source)
                        .setTarget(target)
                        .setReplace(existing == Existing.REPLACE)
                        .setPrecondition(ToWire.precondition(precondition));
        var _ = command(Command.newBuilder().setRename(rename));
        inherited.forget();
    }

    FileStatus set(String path, AttributeChange change) throws IOException {
        var set =
                SetAttributes.newBuilder()
                        .setPath(path)
                        .setNoFollow(change.links() == Links.KEEP)
                        .addAllRemoveExtras(change.forgotten());
        change.mode().ifPresent(set::setMode);
        change.owner().ifPresent(set::setOwner);
        change.group().ifPresent(set::setGroup);
        change.storageClass().ifPresent(set::setStorageClass);
        switch (change.modified().orElse(null)) {
            case null -> {}
            case Modified.Now() -> set.setModifiedNow(true);
            case Modified.At(var time) -> set.setModifiedMillis(time.toEpochMilli());
        }
        change.noted()
                .forEach((name, value) ->
                        set.addSetExtras(
                                Extra.newBuilder()
                                        .setName(name)
                                        .setValue(ByteString.copyFrom(value))));
        var outcome = command(Command.newBuilder().setSetAttributes(set));
        inherited.forget();
        return FromWire.status(outcome.getFile());
    }

    FileStatus quota(String path, Quota quota) throws IOException {
        var set =
                SetQuota.newBuilder()
                        .setPath(path)
                        .setQuota(
                                io.penumbra.proto.Quota.newBuilder()
                                        .setEntries(quota.entries())
                                        .setBytes(quota.bytes()));
        return FromWire.status(command(Command.newBuilder().setSetQuota(set)).getFile());
    }

    List<StorageClass> storageClasses() throws IOException {
        var query = Query.newBuilder().setClasses(ClassesQuery.getDefaultInstance());
        return ask(query).getClasses().getClassesList().stream()
                .map(FromWire::storageClass)
                .toList();
    }

    StoredBytes stored() throws IOException {
        var query = Query.newBuilder().setStored(StoredQuery.getDefaultInstance());
        return FromWire.stored(ask(query).getStored());
    }

    void setServerMode(String server, ServerMode mode, Duration time) throws IOException {
        var set =
                SetServerMode.newBuilder()
                        .setServer(server)
                        .setMode(ToWire.mode(mode))
                        .setForMillis(time.toMillis());
        var _ = command(Command.newBuilder().setSetServerMode(set));
    }

    void setSpread(double share) throws IOException {
        int permille = Math.toIntExact(Math.round(share * PERMILLE));
        var set = SetSpread.newBuilder().setPermille(Math.max(0, permille));
        var _ = command(Command.newBuilder().setSetSpread(set));
    }

    void define(StorageClass storageClass) throws IOException {
        var info =
                StorageClassInfo.newBuilder()
                        .setName(storageClass.name())
                        .setReplicas(storageClass.replicas())
                        .setMinCopies(storageClass.minCopies())
                        .setDurability(
                                storageClass.durability() == Durability.FSYNC
                                        ? "fsync"
                                        : "replicated")
                        .setChunkBytes(storageClass.chunkBytes())
                        .setDeduplicate(storageClass.deduplicates())
                        .setMedium(storageClass.medium());
        var define = DefineClass.newBuilder().setStorageClass(info);
        var _ = command(Command.newBuilder().setDefineClass(define));
    }

    InodeId lock(String path, FileLock.Mode mode, Duration ttl) throws IOException {
        var lock =
                Lock.newBuilder()
                        .setPath(path)
                        .setShared(mode == FileLock.Mode.SHARED)
                        .setTtlMillis(Math.toIntExact(ttl.toMillis()));
        return new InodeId(command(Command.newBuilder().setLock(lock)).getLocked().getInode());
    }

    void unlock(InodeId inode) throws IOException {
        var unlock = Unlock.newBuilder().setInode(inode.value());
        var _ = command(Command.newBuilder().setUnlock(unlock));
    }

    List<FileLock.Held> locks(String path) throws IOException {
        var query = Query.newBuilder().setLocks(LocksQuery.newBuilder().setPath(path));
        return ask(query).getLocks().getLocksList().stream()
                .map(lock ->
                        new FileLock.Held(
                                lock.getUser(),
                                lock.getDescription(),
                                lock.getShared() ? FileLock.Mode.SHARED : FileLock.Mode.EXCLUSIVE,
                                Instant.ofEpochMilli(lock.getUntilMillis())))
                .toList();
    }

    void makeSnapshot(String name) throws IOException {
        var make = MakeSnapshot.newBuilder().setName(name);
        var _ = command(Command.newBuilder().setMakeSnapshot(make));
    }

    void removeSnapshot(String name) throws IOException {
        var remove = RemoveSnapshot.newBuilder().setName(name);
        var _ = command(Command.newBuilder().setRemoveSnapshot(remove));
    }

    List<Snapshot> snapshots() throws IOException {
        var query = Query.newBuilder().setSnapshots(SnapshotsQuery.getDefaultInstance());
        return ask(query).getSnapshots().getSnapshotsList().stream()
                .map(snapshot ->
                        new Snapshot(
                                snapshot.getName(),
                                new JournalIndex(snapshot.getIndex()),
                                Instant.ofEpochMilli(snapshot.getTimeMillis())))
                .toList();
    }

    List<Event> events(long after, int limit) throws IOException {
        var query = EventsQuery.newBuilder().setAfter(after).setLimit(limit);
        return ask(Query.newBuilder().setEvents(query)).getEvents().getEventsList().stream()
                .map(FromWire::event)
                .toList();
    }

    FileStatus undelete(Undelete.Builder undelete) throws IOException {
        var outcome = command(Command.newBuilder().setUndelete(undelete));
        inherited.forget();
        return FromWire.status(outcome.getFile());
    }

    VersionPage versions(String path, JournalIndex after, int limit) throws IOException {
        var query =
                VersionsQuery.newBuilder().setPath(path).setAfter(after.value()).setLimit(limit);
        return FromWire.versions(ask(Query.newBuilder().setVersions(query)).getVersions());
    }

    FileStatus truncate(String path, long length) throws IOException {
        var edit = Edit.newBuilder().setPath(path).setTruncate(length);
        var outcome = command(Command.newBuilder().setEdit(edit));
        return FromWire.status(outcome.getEdited().getFile());
    }
}
