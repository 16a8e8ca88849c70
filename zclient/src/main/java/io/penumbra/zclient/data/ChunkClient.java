package io.penumbra.zclient.data;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.Limits;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.zclient.meta.Caller;
import io.penumbra.zclient.meta.MasterClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of files, to and from chunkservers. Small files share one lane, so that many of them go
 * with one message and one fsync; a large one has a lane for itself while it is written.
 */
public final class ChunkClient implements AutoCloseable {
    private static final int IDLE_LANES_MAX = 4;

    // Constant after construction.
    private final Lane.Ways ways;
    private final int extentsAtOnce;
    private final Grants grants;
    private final Avoided avoided;
    private final CopyOrder order;
    private final CopyCalls calls;
    private final Block.Pool blocks = new Block.Pool();

    @GuardedBy("this")
    private final Map<String, Lane> shared = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<String, ArrayDeque<Lane>> idle = new LinkedHashMap<>();

    @GuardedBy("this")
    private final List<Lane> all = new ArrayList<>();

    public ChunkClient(
            MasterClient master,
            Caller self,
            String host,
            Duration operationDeadline,
            int extentsAtOnce,
            MasterClient.Outside outside) {
        this.extentsAtOnce = extentsAtOnce;
        ways =
                new Lane.Ways(
                        master,
                        outside.peers(),
                        outside.clock(),
                        outside.threads(),
                        operationDeadline);
        avoided = new Avoided(outside.clock());
        order = new CopyOrder(avoided, host, outside.clock());
        calls = new CopyCalls(ways);
        grants = new Grants(ways, self, avoided, host);
    }

    /** An empty block to be filled. */
    public Block block() {
        return blocks.take();
    }

    /** For a file of which all bytes are at hand, and not many. */
    public Upload small(String storageClass)
            throws IOException, RefusedException, InterruptedException {
        var granted = grants.inode();
        return new Upload(
                granted,
                null,
                Limits.COMMIT_EXTENTS_MAX,
                sharedLane(storageClass),
                grants.hold(),
                () -> grants.done(granted));
    }

    /** For a part of a file, of which not all bytes are at hand or which is not small. */
    public Upload part(String storageClass)
            throws IOException, RefusedException, InterruptedException {
        return large(storageClass, grants.inode(), null, Limits.COMMIT_EXTENTS_MAX);
    }

    /** For a whole file of any length. */
    public Upload large(String storageClass, Caller caller)
            throws IOException, RefusedException, InterruptedException {
        var granted = grants.inode();
        var ahead = new ExtentsAhead(granted, grants, ways.master(), caller);
        return large(storageClass, granted, ahead, extentsAtOnce);
    }

    private Upload large(
            String storageClass, GrantedInode granted, @Nullable ExtentsAhead ahead, int most) {
        var lane = takeLane(storageClass);
        return new Upload(
                granted,
                ahead,
                most,
                lane,
                grants.hold(),
                () -> {
                    giveBackLane(storageClass, lane);
                    grants.done(granted);
                });
    }

    /**
     * Keeps what the file held when it was opened.
     *
     * @return to be run once, when nobody reads it any more
     */
    public Runnable keep(PinnedFile file) {
        return ways.master().reading(file.index());
    }

    /** The bytes of {@code file} from {@code from}, included, to {@code to}, not included. */
    public ReadAhead read(PinnedFile file, long from, long to, Caller caller) {
        return new ReadAhead(file, from, to, reader(caller), ways.threads());
    }

    /** Compares the copies of {@code file}. */
    public CopyComparison compare(PinnedFile file, Caller caller) {
        return new CopyComparison(file, reader(caller), ways, calls);
    }

    private ExtentReader reader(Caller caller) {
        return new ExtentReader(ways, avoided, order, calls, caller);
    }

    public CopyCalls copies() {
        return calls;
    }

    /** Makes durable on all members what is not yet; it is taken out once it is. */
    public void sync(Unsynced unsynced) throws IOException, RefusedException, InterruptedException {
        new ChunkSync(ways).sync(unsynced);
    }

    @Override
    public synchronized void close() {
        all.forEach(Lane::close);
    }

    private synchronized Lane sharedLane(String storageClass) {
        return shared.computeIfAbsent(storageClass, this::newLane);
    }

    private synchronized Lane takeLane(String storageClass) {
        var free = idle.computeIfAbsent(storageClass, _ -> new ArrayDeque<>()).poll();
        return free == null ? newLane(storageClass) : free;
    }

    /** Kept with its chunk for the next file, unless enough wait already. */
    private synchronized void giveBackLane(String storageClass, Lane lane) {
        var free = idle.computeIfAbsent(storageClass, _ -> new ArrayDeque<>());
        if (free.size() < IDLE_LANES_MAX) {
            free.push(lane);
        } else {
            all.remove(lane);
            lane.close();
        }
    }

    @GuardedBy("this")
    private Lane newLane(String storageClass) {
        var lane = new Lane(storageClass, grants, ways);
        all.add(lane);
        lane.start();
        return lane;
    }
}
