package io.penumbra.chunkserver.replica;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.proto.AppendReply;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How far one append stream has come, here and at the members after this one; what the member
 * before is to be told next.
 */
final class ChainProgress {
    private static final long NOWHERE = -1;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private long here = NOWHERE;

    @GuardedBy("lock")
    private long after = NOWHERE;

    @GuardedBy("lock")
    private long told = NOWHERE;

    @GuardedBy("lock")
    private long end = Long.MAX_VALUE;

    @GuardedBy("lock")
    private Optional<AppendReply> failure = Optional.empty();

    /** This member has the chunk up to here. */
    void reachedHere(long length) {
        lock.lock();
        try {
            here = Math.max(here, length);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** All members after this one have the chunk up to here. */
    void reachedAfter(long length) {
        lock.lock();
        try {
            after = Math.max(after, length);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing comes after this length. */
    void endsAt(long length) {
        lock.lock();
        try {
            end = length;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The stream cannot go on; the first reason counts. */
    void fail(ServerId member, Refusal why) {
        fail(
                AppendReply.newBuilder()
                        .setFailedServer(member.value())
                        .setRefused(ServerContext.toWire(why))
                        .build());
    }

    void fail(AppendReply reply) {
        lock.lock();
        try {
            failure = failure.or(() -> Optional.of(reply));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long after() {
        lock.lock();
        try {
            return after;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the members after this one have everything that will ever come. */
    boolean isCompleteAfter() {
        lock.lock();
        try {
            return after >= end;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to tell. Empty when everything has been told. */
    Optional<AppendReply> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (Math.min(here, after) <= told && told < end && failure.isEmpty()) {
                changed.await();
            }
            long reached = Math.min(here, after);
            if (reached > told) {
                told = reached;
                var reply = failure.map(AppendReply::toBuilder).orElseGet(AppendReply::newBuilder);
                return Optional.of(reply.setAcknowledged(told).build());
            }
            if (told >= end) {
                return Optional.empty();
            }
            return failure.map(
                    reply -> reply.toBuilder().setAcknowledged(Math.max(told, 0)).build());
        } finally {
            lock.unlock();
        }
    }
}
