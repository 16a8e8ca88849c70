package io.penumbra.zclient.data;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.Invariant;
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
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one new file, or of a part of one, on their way into chunks. One thread adds to it
 * and finishes it; acknowledgements come from others.
 *
 * <p>What is said of a whole file's bytes ahead of its commit need not be said by that: so there is
 * no limit to its length.
 */
public final class Upload implements AutoCloseable {
    // Constant after construction.
    private final GrantedInode inode;
    private final @Nullable ExtentsAhead ahead;
    private final int extentsAtOnce;
    private final Lane lane;
    private final ChunksInUse.Hold chunks;
    private final Runnable onClose;
    private final Unsynced unsynced = new Unsynced();

    // Confined to the adding thread.
    private long length;
    private boolean committed;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final ExtentList extents = new ExtentList();

    @GuardedBy("lock")
    private long acknowledged;

    @GuardedBy("lock")
    private @Nullable Exception failure;

    /**
     * @param ahead for a whole file
     * @param extentsAtOnce more than these are not told in one message
     */
    Upload(
            GrantedInode inode,
            @Nullable ExtentsAhead ahead,
            int extentsAtOnce,
            Lane lane,
            ChunksInUse.Hold chunks,
            Runnable onClose) {
        this.inode = inode;
        this.ahead = ahead;
        this.extentsAtOnce = extentsAtOnce;
        this.lane = lane;
        this.chunks = chunks;
        this.onClose = onClose;
    }

    public InodeId inode() {
        return inode.inode();
    }

    /** The session in whose chunks the bytes are; only it can commit them. */
    public ClientId holder() {
        return inode.holder();
    }

    public long length() {
        return length;
    }

    /**
     * Adds the remaining bytes of {@code run}, which must not change until {@link #finish}. Every
     * run but the last is whole frames long. Waits while too much is under way.
     */
    public void add(ByteBuffer run) throws IOException, RefusedException, InterruptedException {
        add(run, null);
    }

    /** Adds what was put into the block, which is not the caller's any more. */
    public void add(Block block) throws IOException, RefusedException, InterruptedException {
        add(block.bytes().flip(), block);
    }

    private void add(ByteBuffer run, @Nullable Block block)
            throws IOException, RefusedException, InterruptedException {
        requireGoingOn();
        if (extents() > extentsAtOnce) {
            var _ = tellAhead(Math.max(1, extentsAtOnce / 2));
        }
        var frames = new ArrayList<Frame>(Block.FRAMES);
        int at = run.position();
        while (at < run.limit()) {
            int bytes = Math.min(ChunkFormat.PAYLOAD_BYTES_MAX, run.limit() - at);
            var owner = new FrameOwner(inode.inode().value(), length);
            frames.add(new Frame(this, owner, run.slice(at, bytes), block));
            at += bytes;
            length += bytes;
        }
        if (block != null) {
            block.expect(frames.size());
        }
        lane.submit(frames);
    }

    /**
     * Waits until everything is on every member of its chunk; says where. Says nothing if all of it
     * {@linkplain #isTold was told}.
     */
    public List<Extent> finish() throws IOException, RefusedException, InterruptedException {
        awaitAcknowledged();
        if (isTold() || extents() > extentsAtOnce) {
            while (extents() > 0) {
                Invariant.check(tellAhead(extentsAtOnce) > 0, "a gap in what was acknowledged");
            }
        }
        lock.lock();
        try {
            return extents.inOrder();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the master knows, ahead of the commit, where the bytes are. */
    public boolean isTold() {
        return ahead != null && ahead.told() > 0;
    }

    /** The master has taken it. */
    public void committed() {
        committed = true;
    }

    @Override
    public void close() {
        chunks.end();
        onClose.run();
        if (ahead != null && !committed) {
            ahead.drop();
        }
    }

    private void awaitAcknowledged() throws IOException, RefusedException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (acknowledged < length && failure == null) {
                changed.await();
            }
            requireGoingOn();
        } finally {
            lock.unlock();
        }
    }

    private int extents() {
        lock.lock();
        try {
            return extents.size();
        } finally {
            lock.unlock();
        }
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
        List<Extent> next;
        lock.lock();
        try {
            next = extents.take(ahead.told(), countMax);
        } finally {
            lock.unlock();
        }
        if (!next.isEmpty()) {
            ahead.tell(next);
        }
        return next.size();
    }

    /** What of it is acknowledged and not fsynced. */
    public Unsynced unsynced() {
        return unsynced;
    }

    void acknowledged(FrameHeader placed, Unsynced.Part part) {
        chunks.on(placed.chunk());
        unsynced.add(part);
        lock.lock();
        try {
            extents.add(placed);
            acknowledged += placed.length();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void failed(Exception cause) {
        lock.lock();
        try {
            failure = cause;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void requireGoingOn() throws IOException, RefusedException {
        lock.lock();
        try {
            switch (failure) {
                case null -> {}
                case RefusedException refused -> throw new RefusedException(refused.refusal());
                default -> throw new IOException(failure.getMessage(), failure);
            }
        } finally {
            lock.unlock();
        }
    }
}
