package io.penumbra.master.namespace;

import io.penumbra.core.Limits;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.path.FilePath;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.Outcomes;
import io.penumbra.master.record.JournalRecord.LockReleased;
import io.penumbra.master.record.JournalRecord.LockTaken;
import io.penumbra.master.state.LockTable;
import io.penumbra.master.state.Session;
import io.penumbra.master.state.SessionTable;
import io.penumbra.proto.Lock;
import io.penumbra.proto.LockInfo;
import io.penumbra.proto.LockList;
import io.penumbra.proto.Locked;
import io.penumbra.proto.LocksQuery;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.Unlock;
import java.time.Instant;

/** Sessions lock files and directories, for themselves or together, and let go of them. */
public final class Locking {
    private static final int TTL_MILLIS_MIN = 1_000;
    private static final int TTL_MILLIS_MAX = 3_600_000;

    private Locking() {}

    public static Outcome lock(Draft draft, ClientId client, Lock command) throws RefusedException {
        var path = FilePath.parse(command.getPath());
        requireTtl(path, command.getTtlMillis());
        var access = Access.of(draft);
        var found = Walk.require(draft.state(), access, path, Walk.Links.FOLLOWED);
        access.require(
                command.getShared() ? Access.Right.READ : Access.Right.WRITE,
                found.inode().attributes(),
                path.toString());
        var now = draft.context().now();
        for (var lock : LockTable.of(draft.state(), found.id())) {
            if (!lock.until().isAfter(now)) {
                draft.add(new LockReleased(found.id(), lock.client()));
            } else if (!lock.client().equals(client) && !(lock.shared() && command.getShared())) {
                throw locked(draft.state(), path, lock);
            }
        }
        requireFew(draft, client, found.id());
        var until = now.plusMillis(command.getTtlMillis());
        draft.add(new LockTaken(found.id(), client, command.getShared(), until));
        return Outcome.newBuilder()
                .setLocked(Locked.newBuilder().setInode(found.id().value()))
                .build();
    }

    public static Outcome unlock(Draft draft, ClientId client, Unlock command) {
        var inode = new InodeId(command.getInode());
        if (LockTable.isHeld(draft.state(), inode, client)) {
            draft.add(new LockReleased(inode, client));
        }
        return Outcomes.DONE;
    }

    /** Those that had not ended when the last record was applied. */
    public static LockList list(StateReader state, Access access, LocksQuery query, Instant now)
            throws RefusedException {
        var path = FilePath.parse(query.getPath());
        var found = Walk.require(state, access, path, Walk.Links.FOLLOWED);
        var list = LockList.newBuilder();
        for (var lock : LockTable.of(state, found.id())) {
            if (lock.until().isAfter(now)) {
                var holder = holder(state, lock);
                list.addLocks(
                        LockInfo.newBuilder()
                                .setClient(lock.client().value())
                                .setUser(holder.user().value())
                                .setDescription(holder.process().description())
                                .setShared(lock.shared())
                                .setUntilMillis(lock.until().toEpochMilli()));
            }
        }
        return list.build();
    }

    private static RefusedException locked(StateReader state, FilePath path, LockTable.Lock lock) {
        var holder = holder(state, lock);
        return new RefusedException(
                RefusalCode.LOCKED,
                path.toString(),
                "%s by %s (%s), until %s unless renewed"
                        .formatted(
                                lock.shared() ? "shared" : "locked",
                                holder.user(),
                                holder.process().description(),
                                lock.until()));
    }

    /** Locks go with their session. */
    private static Session.Open holder(StateReader state, LockTable.Lock lock) {
        return (Session.Open) SessionTable.find(state, lock.client()).orElseThrow();
    }

    private static void requireFew(Draft draft, ClientId client, InodeId inode)
            throws RefusedException {
        var held = LockTable.of(draft.state(), client);
        if (held.size() >= Limits.LOCKS_MAX && !held.contains(inode)) {
            throw new RefusedException(
                    RefusalCode.OVERLOADED,
                    client.toString(),
                    "holds %d locks, the most that a session may".formatted(held.size()));
        }
    }

    private static void requireTtl(FilePath path, int millis) throws RefusedException {
        if (millis < TTL_MILLIS_MIN || millis > TTL_MILLIS_MAX) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    path.toString(),
                    "a lock lasts 1 s to 1 h unless renewed, not %d ms".formatted(millis));
        }
    }
}
