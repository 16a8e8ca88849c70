package io.penumbra.platform.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.ManagedChannel;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.CallFailedException.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one address: one for all single calls, and one for each open stream.
 *
 * <p>Streams do not share: HTTP/2's window of a connection is spent by any stream whose receiver is
 * slow, so that two streams on one connection could wait for each other around a chain of servers.
 *
 * <p>A connection that failed is thrown away instead of waiting out gRPC's back-off: the next call
 * connects at once.
 */
final class ChannelPool implements AutoCloseable {
    private static final int IDLE_MAX = 8;
    private static final long CLOSE_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

    private final Address address;
    private final Supplier<ManagedChannel> connect;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable ManagedChannel shared;

    @GuardedBy("lock")
    private final ArrayDeque<ManagedChannel> idle = new ArrayDeque<>();

    @GuardedBy("lock")
    private final Set<ManagedChannel> leased = new HashSet<>();

    @GuardedBy("lock")
    private boolean closed;

    ChannelPool(Address address, Supplier<ManagedChannel> connect) {
        this.address = address;
        this.connect = connect;
    }

    ManagedChannel shared() throws CallFailedException {
        lock.lock();
        try {
            checkOpen();
            if (shared == null) {
                shared = connect.get();
            }
            return shared;
        } finally {
            lock.unlock();
        }
    }

    ManagedChannel lease() throws CallFailedException {
        lock.lock();
        try {
            checkOpen();
            var warm = idle.poll();
            var channel = warm == null ? connect.get() : warm;
            leased.add(channel);
            return channel;
        } finally {
            lock.unlock();
        }
    }

    void giveBack(ManagedChannel channel) {
        lock.lock();
        try {
            leased.remove(channel);
            if (!closed && idle.size() < IDLE_MAX) {
                idle.push(channel);
                return;
            }
        } finally {
            lock.unlock();
        }
        channel.shutdown();
    }

    /** No new call goes there; those under way may end. */
    void discard(ManagedChannel failed) {
        lock.lock();
        try {
            leased.remove(failed);
            if (failed.equals(shared)) {
                shared = null;
            }
        } finally {
            lock.unlock();
        }
        failed.shutdown();
    }

    @GuardedBy("lock")
    private void checkOpen() throws CallFailedException {
        if (closed) {
            throw new CallFailedException(Kind.CLOSED, "the network is closed: " + address);
        }
    }

    /** Returns when no call will be heard of any more, or a second has passed. */
    @Override
    public void close() {
        var closing = new ArrayList<ManagedChannel>();
        lock.lock();
        try {
            closed = true;
            if (shared != null) {
                closing.add(shared);
            }
            closing.addAll(idle);
            closing.addAll(leased);
        } finally {
            lock.unlock();
        }
        closing.forEach(ManagedChannel::shutdownNow);
        try {
            long deadline = System.nanoTime() + CLOSE_NANOS_MAX;
            for (var channel : closing) {
                channel.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
