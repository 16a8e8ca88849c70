package io.penumbra.zclient.data;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.chunk.FrameHeader;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What of an upload is on every member of its chunk, or was there before, and is not told. One
 * thread waits; acknowledgements come from others.
 */
final class Arrivals {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final ExtentList extents;

    @GuardedBy("lock")
    private long arrived;

    @GuardedBy("lock")
    private @Nullable Exception failure;

    Arrivals(ExtentList extents) {
        this.extents = extents;
    }

    private interface Look<T> {
        T at(ExtentList extents);
    }

    private <T> T look(Look<T> look) {
        lock.lock();
        try {
            return look.at(extents);
        } finally {
            lock.unlock();
        }
    }

    void acknowledged(FrameHeader placed) {
        lock.lock();
        try {
            extents.add(placed);
            arrived += placed.length();
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

    /** The piece that begins there, and is on its way, is this. */
    void name(long fileOffset, ByteString sha256, long length) {
        lock.lock();
        try {
            extents.name(fileOffset, sha256, length);
        } finally {
            lock.unlock();
        }
    }

    /** A piece was there before: found by its name, or, without one, sent once already. */
    void add(Placed placed) {
        lock.lock();
        try {
            extents.add(placed);
            arrived += placed.extent().length();
        } finally {
            lock.unlock();
        }
    }

    /** What was found to begin there is not there any more; its name. */
    ByteString removeFound(long fileOffset, long length) {
        lock.lock();
        try {
            arrived -= length;
            return extents.removeFound(fileOffset);
        } finally {
            lock.unlock();
        }
    }

    /** The master has what is before this. */
    void removeBefore(long fileOffset) {
        lock.lock();
        try {
            extents.removeBefore(fileOffset);
        } finally {
            lock.unlock();
        }
    }

    int extents() {
        return look(ExtentList::size);
    }

    List<Placed> inOrder() {
        return look(ExtentList::inOrder);
    }

    /** What follows each other from there on, {@code countMax} extents at most. */
    List<Placed> next(long fileOffset, int countMax) {
        return look(list -> list.next(fileOffset, countMax));
    }

    /** Waits until so many bytes have arrived. */
    void await(long length) throws IOException, RefusedException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (arrived < length && failure == null) {
                changed.await();
            }
            requireGoingOn();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all between these offsets has arrived. */
    void await(long from, long to) throws IOException, RefusedException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (failure == null && !extents.reaches(from, to)) {
                changed.await();
            }
            requireGoingOn();
        } finally {
            lock.unlock();
        }
    }

    /** Where a piece of that name stands that was sent before; waits until it has arrived. */
    Optional<Extent> awaitSent(ByteString sha256, int bytes)
            throws IOException, RefusedException, InterruptedException {
        var sent = look(list -> list.sent(sha256, bytes));
        if (sent.isEmpty()) {
            return Optional.empty();
        }
        await(sent.get(), sent.get() + bytes);
        return look(list -> list.at(sent.get(), bytes));
    }

    void requireGoingOn() throws IOException, RefusedException {
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
