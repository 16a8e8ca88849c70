package io.penumbra.zclient.data;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.chunk.ChunkFormat;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A buffer for the frames of one message. It is used again once all its frames are acknowledged;
 * one whose frames had to be sent twice never is, since the first sending may still be under way.
 */
public final class Block {
    /** As many frames as a message holds. */
    static final int FRAMES = 15;

    public static final int BYTES = FRAMES * ChunkFormat.PAYLOAD_BYTES_MAX;

    private final ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    private final Pool pool;
    private final AtomicInteger unacknowledged = new AtomicInteger();
    private volatile boolean spoiled;

    private Block(Pool pool) {
        this.pool = pool;
    }

    /** To be filled from its position on, by one thread. */
    public ByteBuffer bytes() {
        return bytes;
    }

    void expect(int frames) {
        unacknowledged.set(frames);
    }

    void acknowledged() {
        if (unacknowledged.decrementAndGet() == 0 && !spoiled) {
            pool.giveBack(this);
        }
    }

    /** Its bytes were never sent. */
    void unused() {
        pool.giveBack(this);
    }

    void spoil() {
        spoiled = true;
    }

    /** Keeps a few blocks that are not in use. */
    static final class Pool {
        private static final int IDLE_MAX = 16;

        @GuardedBy("this")
        private final ArrayDeque<Block> idle = new ArrayDeque<>();

        synchronized Block take() {
            var block = idle.poll();
            return block == null ? new Block(this) : block;
        }

        synchronized void giveBack(Block block) {
            if (idle.size() < IDLE_MAX) {
                block.bytes.clear();
                idle.push(block);
            }
        }
    }
}
