package io.penumbra.zclient.data;

import com.google.protobuf.ByteString;
import io.penumbra.core.Invariant;
import io.penumbra.core.Limits;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.chunk.FrameOwner;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one new file, or of a part of one, on their way into chunks. One thread adds to it
 * and finishes it; acknowledgements come from others.
 *
 * <p>What is said of a whole file's bytes ahead of its commit need not be said by that: so there is
 * no limit to its length. Of what was found, and so not sent, the bytes are kept until the master
 * has taken it: it may be gone by then.
 */
public final class Upload implements AutoCloseable {
    /** Found pieces that the master has not taken; what is told takes half of them. */
    private static final int KEPT_MAX = 2;

    // Constant after construction.
    private final GrantedInode inode;
    private final @Nullable ExtentsAhead ahead;
    private final int extentsAtOnce;
    private final @Nullable Pieces pieces;
    private final Lane lane;
    private final ChunksInUse.Hold chunks;
    private final Runnable onClose;
    private final Arrivals arrivals;
    private final Unsynced unsynced = new Unsynced();

    // Confined to the adding thread.
    private final TreeMap<Long, WholePiece> kept = new TreeMap<>();
    private long length;
    private long foundBytes;
    private boolean committed;

    /**
     * How the bytes of a file are told of.
     *
     * @param ahead for a whole file
     * @param extentsAtOnce more than these are not told in one message
     * @param search if only those pieces are sent that are not stored
     */
    record Manner(@Nullable ExtentsAhead ahead, int extentsAtOnce, @Nullable PieceSearch search) {}

    Upload(
            GrantedInode inode,
            Manner manner,
            Lane lane,
            ChunksInUse.Hold chunks,
            Runnable onClose) {
        this.inode = inode;
        this.ahead = manner.ahead;
        this.lane = lane;
        this.chunks = chunks;
        this.onClose = onClose;
        if (manner.search == null) {
            extentsAtOnce = manner.extentsAtOnce;
            pieces = null;
            arrivals = new Arrivals(new ExtentList());
        } else {
            extentsAtOnce = Math.min(manner.extentsAtOnce, Limits.COMMIT_PIECES_MAX);
            pieces = new Pieces(manner.search, this);
            arrivals = new Arrivals(new ExtentList(manner.search.pieceBytes()));
        }
    }

    public InodeId inode() {
        return inode.inode();
    }

    /** The session in whose chunks the bytes are; only it can commit them. */
    public ClientId holder() {
        return inode.holder();
    }

    /** How many bytes were added; all of them, once it is finished. */
    public long length() {
        return length;
    }

    /** How many of them were not sent, since they are stored already. */
    public long foundBytes() {
        return foundBytes;
    }

    /** The most that the next run may have. */
    public int room() {
        return pieces == null ? Block.BYTES : Math.min(Block.BYTES, pieces.room());
    }

    /**
     * Adds the remaining bytes of {@code run}, which must not change until {@link #finish}. Every
     * run but the last is whole frames long. Waits while too much is under way.
     */
    public void add(ByteBuffer run) throws IOException, RefusedException, InterruptedException {
        add(new Run(run, null));
    }

    /** Adds what was put into the block, which is not the caller's any more. */
    public void add(Block block) throws IOException, RefusedException, InterruptedException {
        add(new Run(block.bytes().flip(), block));
    }

    private void add(Run run) throws IOException, RefusedException, InterruptedException {
        arrivals.requireGoingOn();
        if (pieces != null) {
            pieces.add(run);
        } else {
            makeRoomForExtents();
            submit(run, length, 0);
            length += run.length();
        }
    }

    /** The next bytes, of which nothing is stored. */
    void send(WholePiece piece, ByteString sha256)
            throws IOException, RefusedException, InterruptedException {
        arrivals.requireGoingOn();
        makeRoomForExtents();
        submit(piece, length, sha256);
        length += piece.length();
    }

    /** The next bytes, which stand there. */
    void addFound(WholePiece piece, ByteString sha256, Extent found)
            throws IOException, RefusedException, InterruptedException {
        arrivals.requireGoingOn();
        makeRoomForExtents();
        arrivals.add(new Placed(at(length, found), sha256, true));
        kept.put(length, piece);
        length += piece.length();
        foundBytes += piece.length();
        if (kept.size() > KEPT_MAX && ahead != null) {
            tellUpTo(kept.navigableKeySet().stream().skip(KEPT_MAX / 2).findFirst().orElse(length));
        }
    }

    /**
     * Where the same piece of this file stands that was sent before, if the master has not heard.
     */
    Optional<Extent> sameBefore(ByteString sha256, int bytes)
            throws IOException, RefusedException, InterruptedException {
        return sha256.isEmpty() ? Optional.empty() : arrivals.awaitSent(sha256, bytes);
    }

    /** The next bytes, which this upload has sent once. */
    void addSame(WholePiece piece, Extent same)
            throws IOException, RefusedException, InterruptedException {
        makeRoomForExtents();
        arrivals.add(Placed.unnamed(at(length, same)));
        length += piece.length();
        foundBytes += piece.length();
        piece.done();
    }

    private static Extent at(long fileOffset, Extent extent) {
        return new Extent(
                fileOffset, extent.chunk(), extent.frameOffset(), extent.skip(), extent.length());
    }

    private void submit(WholePiece piece, long offset, ByteString sha256)
            throws RefusedException, InterruptedException {
        if (!sha256.isEmpty()) {
            arrivals.name(offset, sha256, piece.length());
        }
        long at = offset;
        for (var run : piece.runs()) {
            submit(run, at, at == offset ? piece.frameBytes() : 0);
            at += run.length();
        }
    }

    /**
     * Puts a run on its way.
     *
     * @param together how much of a chunk should take it with what follows; 0 if that is all one
     */
    private void submit(Run run, long offset, int together)
            throws RefusedException, InterruptedException {
        var bytes = run.bytes();
        var frames = new ArrayList<Frame>(Block.FRAMES);
        for (int at = bytes.position(); at < bytes.limit(); ) {
            int payload = Math.min(ChunkFormat.PAYLOAD_BYTES_MAX, bytes.limit() - at);
            var owner = new FrameOwner(inode.inode().value(), offset + at - bytes.position());
            var frame = new Frame(this, owner, bytes.slice(at, payload), run.block());
            frames.add(frame);
            at += payload;
        }
        frames.getFirst().keepWith(together);
        if (run.block() != null) {
            run.block().expect(frames.size());
        }
        lane.submit(frames);
    }

    /**
     * Waits until everything is on every member of its chunk; says where. Says nothing if all of it
     * {@linkplain #isTold was told}.
     */
    public List<Placed> finish() throws IOException, RefusedException, InterruptedException {
        if (pieces != null) {
            pieces.finish();
        }
        arrivals.await(length);
        if (isTold() || arrivals.extents() > extentsAtOnce) {
            while (arrivals.extents() > 0) {
                Invariant.check(tellAhead(extentsAtOnce) > 0, "a gap in what was acknowledged");
            }
        }
        return arrivals.inOrder();
    }

    /**
     * What was found, and is not told, is not there any more: it is sent after all.
     *
     * @return whether that is anything
     */
    public boolean sendFound() throws RefusedException, InterruptedException {
        if (kept.isEmpty()) {
            return false;
        }
        for (var each : kept.entrySet()) {
            var piece = each.getValue();
            var sha256 = arrivals.removeFound(each.getKey(), piece.length());
            foundBytes -= piece.length();
            submit(piece, each.getKey(), sha256);
        }
        kept.clear();
        return true;
    }

    /** Whether the master knows, ahead of the commit, where the bytes are. */
    public boolean isTold() {
        return ahead != null && ahead.told() > 0;
    }

    /** The master has taken it. */
    public void committed() {
        committed = true;
        letGoBefore(length);
    }

    @Override
    public void close() {
        chunks.end();
        onClose.run();
        if (ahead != null && !committed) {
            ahead.drop();
        }
    }

    private void makeRoomForExtents() throws IOException, RefusedException, InterruptedException {
        if (arrivals.extents() > extentsAtOnce) {
            var _ = tellAhead(Math.max(1, extentsAtOnce / 2));
        }
    }

    /** Waits until the master knows of all before this. */
    private void tellUpTo(long offset) throws IOException, RefusedException, InterruptedException {
        while (told() < offset) {
            arrivals.await(told(), offset);
            var _ = tellAhead(extentsAtOnce);
        }
    }

    private long told() {
        return ahead == null ? 0 : ahead.told();
    }

    /** Tells the next few of what was acknowledged without a gap; says how many. */
    private int tellAhead(int countMax) throws IOException, RefusedException, InterruptedException {
        if (ahead == null) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    "",
                    "too large for one step: its %d bytes need more than %d extents"
                            .formatted(length, extentsAtOnce));
        }
        while (true) {
            var next = arrivals.next(ahead.told(), countMax);
            if (next.isEmpty()) {
                return 0;
            }
            try {
                ahead.tell(next);
                letGoBefore(ahead.told());
                return next.size();
            } catch (RefusedException e) {
                if (e.code() != RefusalCode.PIECE_GONE || !sendFound()) {
                    throw e;
                }
            }
            arrivals.await(length);
        }
    }

    /** The master has what is before this. */
    private void letGoBefore(long offset) {
        arrivals.removeBefore(offset);
        var taken = kept.headMap(offset);
        taken.values().forEach(WholePiece::done);
        taken.clear();
    }

    /** What of it is acknowledged and not fsynced. */
    public Unsynced unsynced() {
        return unsynced;
    }

    void acknowledged(FrameHeader placed, Unsynced.Part part) {
        chunks.on(placed.chunk());
        unsynced.add(part);
        arrivals.acknowledged(placed);
    }

    void failed(Exception cause) {
        arrivals.failed(cause);
    }
}
