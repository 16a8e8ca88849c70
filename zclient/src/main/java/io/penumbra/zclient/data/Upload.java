package io.penumbra.zclient.data;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one new file on their way into chunks. One thread adds to it and finishes it;
 * acknowledgements come from others.
 */
public final class Upload implements AutoCloseable {
    // Constant after construction.
    private final InodeId inode;
    private final ClientId holder;
    private final Lane lane;
    private final Runnable onClose;

    // Confined to the adding thread.
    private long length;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final ExtentList extents = new ExtentList();

    @GuardedBy("lock")
    private long acknowledged;

    @GuardedBy("lock")
    private @Nullable Exception failure;

    Upload(InodeId inode, ClientId holder, Lane lane, Runnable onClose) {
        this.inode = inode;
        this.holder = holder;
        this.lane = lane;
        this.onClose = onClose;
    }

    public InodeId inode() {
        return inode;
    }

    /** The session in whose chunks the bytes are; only it can commit them. */
    public ClientId holder() {
        return holder;
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
        var frames = new ArrayList<Frame>(Block.FRAMES);
        int at = run.position();
        while (at < run.limit()) {
            int bytes = Math.min(ChunkFormat.PAYLOAD_BYTES_MAX, run.limit() - at);
            var owner = new FrameOwner(inode.value(), length);
            frames.add(new Frame(this, owner, run.slice(at, bytes), block));
            at += bytes;
            length += bytes;
        }
        if (block != null) {
            block.expect(frames.size());
        }
        lane.submit(frames);
    }

    /** Waits until everything is on every member of its chunk; says where. */
    public List<Extent> finish() throws IOException, RefusedException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (acknowledged < length && failure == null) {
                changed.await();
            }
            requireGoingOn();
            return extents.inOrder();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        onClose.run();
    }

    void acknowledged(FrameHeader placed) {
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
            if (extents.size() > Limits.COMMIT_EXTENTS_MAX) {
                throw new RefusedException(
                        RefusalCode.INVALID_ARGUMENT,
                        "",
                        "too large: its %d bytes so far need more than %d extents"
                                .formatted(length, Limits.COMMIT_EXTENTS_MAX));
            }
        } finally {
            lock.unlock();
        }
    }
}
