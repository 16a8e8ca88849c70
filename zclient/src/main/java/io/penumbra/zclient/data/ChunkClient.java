package io.penumbra.zclient.data;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.Limits;
import io.penumbra.core.chunk.Extent;
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
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of files, to and from chunkservers. Small files share one lane, so that many of them go
 * with one message and one fsync; a large one has a lane for itself while it is written.
 */
public final class ChunkClient implements AutoCloseable {
    private static final int IDLE_LANES_MAX = 4;

    /**
     * Large files whose pieces are looked for at once: each has up to six of them in memory. What
     * is written beside these is sent whole.
     */
    private static final int SEARCHES_MAX = 6;

    // Constant after construction.
    private final Lane.Ways ways;
    private final Telling told;
    private final Caller self;
    private final DeduplicatingClasses deduplicating;
    private final Grants grants;
    private final Avoided avoided;
    private final CopyOrder order;
    private final CopyCalls calls;
    private final Block.Pool blocks = new Block.Pool();
    private final Semaphore searches = new Semaphore(SEARCHES_MAX);

    @GuardedBy("this")
    private final Map<String, Lane> shared = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<String, ArrayDeque<Lane>> idle = new LinkedHashMap<>();

    @GuardedBy("this")
    private final List<Lane> all = new ArrayList<>();

    /**
     * How the master is told of files.
     *
     * @param extentsAtOnce of a whole file, in one message
     * @param pieceBytes what files are cut into where pieces are not stored twice
     */
    public record Telling(int extentsAtOnce, int pieceBytes) {}

    public ChunkClient(
            MasterClient master,
            Caller self,
            String host,
            Duration operationDeadline,
            Telling told,
            MasterClient.Outside outside) {
        this.told = told;
        this.self = self;
        deduplicating = new DeduplicatingClasses(master, self, outside.clock());
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
        var block = blocks.take();
        block.bytes().limit(Math.min(Block.BYTES, told.pieceBytes()));
        return block;
    }

    /** For a whole file of which all bytes are at hand, and not many. */
    public Upload small(String storageClass, int bytes)
            throws IOException, RefusedException, InterruptedException {
        boolean searches = bytes >= Limits.PIECE_BYTES_MIN && deduplicating.has(storageClass);
        return small(storageClass, searches ? search(storageClass) : null);
    }

    /** For a part of a file of which all bytes are at hand, and not many. */
    public Upload smallPart(String storageClass)
            throws IOException, RefusedException, InterruptedException {
        return small(storageClass, null);
    }

    private Upload small(String storageClass, @Nullable PieceSearch search)
            throws IOException, RefusedException, InterruptedException {
        var granted = grants.inode();
        return new Upload(
                granted,
                new Upload.Manner(null, Limits.COMMIT_EXTENTS_MAX, search),
                sharedLane(storageClass),
                grants.hold(),
                () -> grants.done(granted));
    }

    /** For a part of a file, of which not all bytes are at hand or which is not small. */
    public Upload part(String storageClass)
            throws IOException, RefusedException, InterruptedException {
        var manner = new Upload.Manner(null, Limits.COMMIT_EXTENTS_MAX, null);
        return large(storageClass, grants.inode(), manner, () -> {});
    }

    /** For a whole file of any length. */
    public Upload large(String storageClass, Caller caller)
            throws IOException, RefusedException, InterruptedException {
        boolean deduplicates = deduplicating.has(storageClass);
        var granted = grants.inode();
        var ahead = new ExtentsAhead(granted, grants, ways.master(), caller);
        if (deduplicates && searches.tryAcquire()) {
            var manner = new Upload.Manner(ahead, told.extentsAtOnce(), search(storageClass));
            return large(storageClass, granted, manner, searches::release);
        }
        var manner = new Upload.Manner(ahead, told.extentsAtOnce(), null);
        return large(storageClass, granted, manner, () -> {});
    }

    private PieceSearch search(String storageClass) {
        return new PieceSearch(
                storageClass, told.pieceBytes(), ways.master(), self, ways.threads());
    }

    private Upload large(
            String storageClass, GrantedInode granted, Upload.Manner manner, Runnable onClose) {
        var lane = takeLane(storageClass);
        return new Upload(
                granted,
                manner,
                lane,
                grants.hold(),
                () -> {
                    giveBackLane(storageClass, lane);
                    grants.done(granted);
                    onClose.run();
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

    /** Where all bytes are that the file was opened for. */
    public List<Extent> extents(PinnedFile file, Caller caller)
            throws IOException, RefusedException, InterruptedException {
        return reader(caller).all(file);
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
