package io.penumbra.zclient.data;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.Limits;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.Command;
import io.penumbra.proto.DropUpload;
import io.penumbra.proto.Grant;
import io.penumbra.proto.Release;
import io.penumbra.zclient.meta.Caller;
import io.penumbra.zclient.meta.MasterClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Chunks to write to and names for files, held ahead of need, and given up when done with. */
final class Grants {
    private static final int CHUNKS_AHEAD = 2;
    private static final int INODES_AHEAD = 1_024;

    /** What ends by itself: chunkservers come back, released chunks are sealed. */
    private static final Set<RefusalCode> PASSING =
            EnumSet.of(RefusalCode.TOO_FEW_SERVERS, RefusalCode.OVERLOADED);

    private static final Duration PAUSE = Duration.ofMillis(100);

    // Constant after construction.
    private final MasterClient master;
    private final Caller self;
    private final Duration operationDeadline;
    private final Avoided avoided;
    private final String host;
    private final Clock clock;
    private final Threads threads;
    private final Errands errands;
    private final Stock<GrantedInode> inodes;
    private final InodesInUse inUse = new InodesInUse();
    private final ChunksInUse uncommitted = new ChunksInUse(this::letGo);

    @GuardedBy("this")
    private final Map<String, Stock<GrantedChunk>> chunks = new LinkedHashMap<>();

    Grants(Lane.Ways ways, Caller self, Avoided avoided, String host) {
        this.master = ways.master();
        this.self = self;
        this.operationDeadline = ways.operationDeadline();
        this.avoided = avoided;
        this.host = host;
        this.clock = ways.clock();
        this.threads = ways.threads();
        errands = new Errands(master, self, threads);
        inodes =
                new Stock<>(
                        INODES_AHEAD,
                        Limits.GRANT_INODES_MAX,
                        inode -> isHolder(inode.holder()),
                        this::fetchInodes,
                        clock,
                        threads);
    }

    GrantedInode inode() throws IOException, RefusedException, InterruptedException {
        return inodes.take();
    }

    /** The id names a file now, or never will. */
    void done(GrantedInode granted) {
        inUse.done(granted.inode());
    }

    GrantedChunk chunk(String storageClass)
            throws IOException, RefusedException, InterruptedException {
        var stock = stock(storageClass);
        while (true) {
            var chunk = stock.take();
            var failed = chunk.failedSince(avoided.list());
            if (failed.isEmpty()) {
                return chunk;
            }
            release(
                    chunk,
                    chunk.grant().getFromOffset(),
                    "not used: " + failed.get() + " failed meanwhile");
        }
    }

    /** Whether the session that was granted something still lives, as far as is known. */
    boolean isHolder(ClientId holder) {
        return master.holder().equals(Optional.of(holder));
    }

    /** Keeps the chunks that an upload has bytes in, until it ends. */
    ChunksInUse.Hold hold() {
        return uncommitted.hold();
    }

    /** Will be written to no more; told in the background, since nothing waits for it. */
    void release(GrantedChunk chunk, long acknowledged, String reason) {
        boolean done = uncommitted.released(new ChunksInUse.Released(chunk, acknowledged));
        release(chunk, acknowledged, reason, done);
    }

    private void letGo(ChunksInUse.Released released) {
        release(released.chunk(), released.acknowledged(), "", true);
    }

    private void release(GrantedChunk chunk, long acknowledged, String reason, boolean done) {
        var release =
                Release.newBuilder()
                        .setChunk(chunk.chunk().value())
                        .setVersion(chunk.version().value())
                        .setAcknowledged(acknowledged)
                        .setReason(reason)
                        .setDone(done);
        var command = Command.newBuilder().setRelease(release).build();
        errands.send("release " + chunk.chunk(), command, chunk.holder());
    }

    /** The file will not be committed. */
    void drop(GrantedInode inode) {
        var drop = DropUpload.newBuilder().setInode(inode.inode().value());
        var command = Command.newBuilder().setDropUpload(drop).build();
        errands.send("drop " + inode.inode(), command, inode.holder());
    }

    /** The next chunks are elsewhere, as far as there is another place. */
    void avoid(ServerId server) {
        avoided.add(server);
    }

    private synchronized Stock<GrantedChunk> stock(String storageClass) {
        return chunks.computeIfAbsent(
                storageClass,
                name ->
                        new Stock<>(
                                CHUNKS_AHEAD,
                                Limits.GRANT_CHUNKS_MAX,
                                chunk -> isHolder(chunk.holder()),
                                count -> fetchChunks(name, count),
                                clock,
                                threads));
    }

    private List<GrantedInode> fetchInodes(int count)
            throws IOException, RefusedException, InterruptedException {
        var grant = Grant.newBuilder().setInodes(count).setLowestInodeInUse(inUse.lowest().value());
        var answer = fetch(grant);
        var granted = answer.outcome().getGranted();
        var first = new InodeId(granted.getFirstInode());
        inUse.granted(answer.client(), first, granted.getInodes());
        var fetched = new ArrayList<GrantedInode>(granted.getInodes());
        for (int step = 0; step < granted.getInodes(); step++) {
            fetched.add(new GrantedInode(answer.client(), first.plus(step)));
        }
        return fetched;
    }

    private List<GrantedChunk> fetchChunks(String storageClass, int count)
            throws IOException, RefusedException, InterruptedException {
        var grant = Grant.newBuilder().setStorageClass(storageClass).setChunks(count).setNear(host);
        var avoiding = avoided.list();
        avoiding.forEach(server -> grant.addAvoid(server.value()));
        var answer = fetch(grant);
        return answer.outcome().getGranted().getChunksList().stream()
                .map(chunk -> new GrantedChunk(answer.client(), chunk, avoiding))
                .toList();
    }

    private MasterClient.Decided fetch(Grant.Builder grant)
            throws IOException, RefusedException, InterruptedException {
        long deadline = clock.monotonicNanos() + operationDeadline.toNanos();
        var command = Command.newBuilder().setGrant(grant).build();
        while (true) {
            try {
                return master.command(command, self);
            } catch (RefusedException e) {
                if (!PASSING.contains(e.code()) || clock.monotonicNanos() - deadline > 0) {
                    throw e;
                }
            }
            clock.sleep(PAUSE);
        }
    }
}
