package io.penumbra.master.serve;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.port.Network.Stream;
import io.penumbra.proto.CallBatch;
import io.penumbra.proto.Reply;
import io.penumbra.proto.ReplyBatch;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replies on their way to one client: whatever is ready when the last message has left goes into
 * the next. Bounded by the calls that may be under way, which {@link #admit} counts.
 */
final class ReplyQueue {
    private static final Logger log = LoggerFactory.getLogger(ReplyQueue.class);

    /** Calls of one client under way at once; beyond it the client's messages are not read. */
    private static final int CALLS_MAX = 4_096;

    private static final int MESSAGE_BYTES = 512 << 10;

    private final Stream<ReplyBatch, CallBatch> stream;
    private final LongSupplier epoch;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<Reply> ready = new ArrayDeque<>();

    @GuardedBy("lock")
    private int underWay;

    @GuardedBy("lock")
    private boolean closed;

    /**
     * @param epoch the highest that this process knows of
     */
    ReplyQueue(Stream<ReplyBatch, CallBatch> stream, LongSupplier epoch) {
        this.stream = stream;
        this.epoch = epoch;
    }

    /** Waits until there is room for these calls; each must be answered by {@link #add}. */
    void admit(int calls) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (underWay > 0 && underWay + calls > CALLS_MAX && !closed) {
                changed.await();
            }
            underWay += calls;
        } finally {
            lock.unlock();
        }
    }

    void add(Reply reply) {
        lock.lock();
        try {
            if (!closed) {
                ready.addLast(reply);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            ready.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Sends until closed; the body of the stream's second thread. */
    void send() {
        try {
            for (var batch = take(); batch.getRepliesCount() > 0; batch = take()) {
                stream.send(batch);
            }
        } catch (IOException e) {
            log.debug("a client is gone: {}", e.toString());
            close();
            stream.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ReplyBatch take() throws InterruptedException {
        var batch = ReplyBatch.newBuilder();
        lock.lockInterruptibly();
        try {
            while (ready.isEmpty() && !closed) {
                changed.await();
            }
            int bytes = 0;
            while (!ready.isEmpty() && bytes < MESSAGE_BYTES) {
                var reply = ready.removeFirst();
                bytes += reply.getSerializedSize();
                batch.addReplies(reply);
                underWay--;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return batch.setEpoch(epoch.getAsLong()).build();
    }
}
