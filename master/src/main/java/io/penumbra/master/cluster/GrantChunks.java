package io.penumbra.master.cluster;

import io.penumbra.core.Limits;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.placement.Placement;
import io.penumbra.master.placement.Server;
import io.penumbra.master.record.JournalRecord.ChunkGranted;
import io.penumbra.master.record.JournalRecord.InodesGranted;
import io.penumbra.master.record.StorageClass;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.Modes;
import io.penumbra.master.state.SettingTable;
import io.penumbra.proto.ChunkGrant;
import io.penumbra.proto.Grant;
import io.penumbra.proto.Granted;
import io.penumbra.proto.Outcome;
import java.util.HashSet;

/** Chunks to write to and inode ids to name files with, ahead of need. */
public final class GrantChunks {
    /** Chunks that one session may hold open: a leaking client must not open all there are. */
    static final int OPEN_MAX = 256;

    private static final ChunkVersion FIRST = new ChunkVersion(1);

    private GrantChunks() {}

    public static Outcome decide(Draft draft, ClientId client, Grant command)
            throws RefusedException {
        requireWithin("chunks", command.getChunks(), Limits.GRANT_CHUNKS_MAX);
        requireWithin("inode ids", command.getInodes(), Limits.GRANT_INODES_MAX);
        var granted = Granted.newBuilder();
        if (command.getChunks() > 0) {
            requireFewOpen(draft, client, command.getChunks());
            var storageClass = requireClass(draft, command.getStorageClass());
            for (int i = 0; i < command.getChunks(); i++) {
                granted.addChunks(chunk(draft, client, command, storageClass));
            }
        }
        if (command.getInodes() > 0) {
            var first = draft.takeInodes(command.getInodes());
            var lowest = new InodeId(command.getLowestInodeInUse());
            draft.add(new InodesGranted(client, first, command.getInodes(), lowest));
            granted.setFirstInode(first.value()).setInodes(command.getInodes());
        }
        return Outcome.newBuilder().setGranted(granted).build();
    }

    /** To be written by its members alone. */
    public static Outcome forCompaction(Draft draft, StorageClassName name)
            throws RefusedException {
        var storageClass = requireClass(draft, name.value());
        var nowhere = Grant.getDefaultInstance();
        var chunk = chunk(draft, Chunk.NOBODY, nowhere, storageClass);
        return Outcome.newBuilder().setGranted(Granted.newBuilder().addChunks(chunk)).build();
    }

    private static ChunkGrant chunk(
            Draft draft, ClientId holder, Grant command, StorageClass storageClass)
            throws RefusedException {
        var servers = draft.context().servers();
        var members =
                Placement.choose(
                                servers,
                                wanted(draft, command, storageClass),
                                draft.context().random())
                        .stream()
                        .map(Server::id)
                        .toList();
        var id = draft.takeChunk();
        draft.add(new ChunkGranted(id, FIRST, holder, storageClass.name(), members));
        return ChunkGrant.newBuilder()
                .setChunk(id.value())
                .setVersion(FIRST.value())
                .setFromOffset(ChunkFormat.HEADER_BYTES)
                .setStorageClass(storageClass.name().value())
                .setBytesMax(storageClass.chunkBytes())
                .setDurability(storageClass.durability().wireName())
                .addAllMembers(servers.members(members))
                .setToken(WriteTokens.token(draft, id, FIRST))
                .build();
    }

    /** A cluster that never had more chunkservers than the class demands makes do with them. */
    private static Placement.Wanted wanted(Draft draft, Grant command, StorageClass storageClass) {
        int joined = SettingTable.countServers(draft.state(), 2);
        var avoid = new HashSet<ServerId>();
        command.getAvoidList().stream()
                .filter(name -> !name.isEmpty())
                .forEach(name -> avoid.add(new ServerId(name)));
        // Nothing new for those that are about to go, unless there are no others.
        avoid.addAll(Modes.at(draft.state(), draft.context().now()).others().keySet());
        return new Placement.Wanted(
                storageClass.replicas(),
                joined < 2 ? 1 : storageClass.minCopies(),
                command.getNear(),
                storageClass.medium(),
                avoid);
    }

    private static StorageClass requireClass(Draft draft, String name) throws RefusedException {
        var className = name.isEmpty() ? StorageClass.DEFAULT.name() : new StorageClassName(name);
        return SettingTable.findClass(draft.state(), className)
                .orElseThrow(() ->
                        new RefusedException(
                                RefusalCode.INVALID_ARGUMENT,
                                name,
                                "there is no storage class of this name"));
    }

    private static void requireFewOpen(Draft draft, ClientId client, int more)
            throws RefusedException {
        int open = ChunkTable.writing(draft.state(), client).size();
        if (open + more > OPEN_MAX) {
            throw new RefusedException(
                    RefusalCode.OVERLOADED,
                    client.toString(),
                    "holds %d open chunks, at most %d: release some".formatted(open, OPEN_MAX));
        }
    }

    private static void requireWithin(String what, int asked, int max) throws RefusedException {
        if (asked < 0 || asked > max) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    what,
                    "0 to %d are granted at a time, not %d".formatted(max, asked));
        }
    }
}
