package io.penumbra.platform.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.CallFailedException.Kind;
import io.penumbra.core.port.Codec;
import io.penumbra.core.port.Network;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Blocking send and receive over one gRPC call, whose callbacks only hand over and signal.
 *
 * <p>Bounded in both directions: gRPC is asked for {@link #WINDOW} messages beyond those taken, and
 * a sender waits until gRPC has passed on all but {@link #UNSENT_BYTES} of what it was given.
 */
abstract class CallStream<O, I> implements Network.Stream<O, I> {
    static final int WINDOW = 4;
    static final int UNSENT_BYTES = 1 << 20;

    // Constant after construction.
    private final Codec<O> outgoing;
    private final Codec<I> incoming;

    /** Held while the call itself is used to send or to end: gRPC's calls are not thread-safe. */
    private final ReentrantLock sending = new ReentrantLock();

    /** Guarded by that lock. */
    private final Message.Bounce bounce = new Message.Bounce();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition writable = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<Message.Incoming> inbox = new ArrayDeque<>(WINDOW);

    @GuardedBy("lock")
    private @Nullable CallEnd inputEnd;

    @GuardedBy("lock")
    private @Nullable CallEnd outputEnd;

    CallStream(Codec<O> outgoing, Codec<I> incoming) {
        this.outgoing = outgoing;
        this.incoming = incoming;
    }

    abstract boolean isWritable();

    abstract void transmit(Message message);

    abstract void requestOneMore();

    abstract void endOutput();

    /** Ends the call at once; both directions have failed on this side already. */
    abstract void abort();

    @Override
    public final void send(O message) throws IOException, InterruptedException {
        var encoded = outgoing.encode(message);
        sending.lockInterruptibly();
        try {
            // Before that a message would be kept as it is, and be read after this returns.
            awaitWritable();
            transmit(new Message.Outgoing(encoded, bounce));
        } finally {
            sending.unlock();
        }
    }

    /** For the only message of a call: there is nothing to be held back. */
    final void sendOnly(O message) {
        sending.lock();
        try {
            transmit(new Message.Outgoing(outgoing.encode(message), bounce));
            endOutput();
        } finally {
            sending.unlock();
        }
    }

    private void awaitWritable() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (outputEnd == null && !isWritable()) {
                writable.await();
            }
            if (outputEnd != null) {
                throw Failures.cannotSend(outputEnd);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final Optional<I> receive() throws IOException, RefusedException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (inbox.isEmpty() && inputEnd == null) {
                arrived.await();
            }
        } finally {
            lock.unlock();
        }
        return taken();
    }

    @Override
    public final Optional<I> receive(Duration atMost)
            throws IOException, RefusedException, InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = atMost.toNanos();
            while (inbox.isEmpty() && inputEnd == null) {
                if (left <= 0) {
                    throw new CallFailedException(Kind.DEADLINE, "no message within " + atMost);
                }
                left = arrived.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        return taken();
    }

    /** What arrived before the end is delivered before it. */
    private Optional<I> taken() throws IOException, RefusedException {
        Message.Incoming message;
        CallEnd end;
        lock.lock();
        try {
            message = inbox.poll();
            end = inputEnd;
        } finally {
            lock.unlock();
        }
        if (message == null) {
            Failures.throwUnlessFinished(end == null ? CallEnd.CLOSED_HERE : end);
            return Optional.empty();
        }
        if (end == null) {
            requestOneMore();
        }
        return Optional.of(incoming.receive(message));
    }

    @Override
    public final void finish() {
        sending.lock();
        try {
            if (end(null, CallEnd.CLOSED_HERE)) {
                endOutput();
            }
        } finally {
            sending.unlock();
        }
    }

    @Override
    public final void close() {
        // First, so that a sender who waits lets go of the call.
        boolean open = end(CallEnd.CLOSED_HERE, CallEnd.CLOSED_HERE);
        sending.lock();
        try {
            if (open) {
                abort();
            }
        } finally {
            sending.unlock();
            dropInbox();
        }
    }

    /** Runs {@code action} while nobody sends. */
    final void exclusively(Runnable action) {
        sending.lock();
        try {
            action.run();
        } finally {
            sending.unlock();
        }
    }

    /**
     * Called by gRPC, and by whoever ends a direction; null leaves a direction as it is, and the
     * first end of a direction is the one that counts. True if anything ended by this call.
     */
    final boolean end(@Nullable CallEnd input, @Nullable CallEnd output) {
        lock.lock();
        try {
            boolean ended = false;
            if (input != null && inputEnd == null) {
                inputEnd = input;
                ended = true;
            }
            if (output != null && outputEnd == null) {
                outputEnd = output;
                ended = true;
            }
            arrived.signalAll();
            writable.signalAll();
            return ended;
        } finally {
            lock.unlock();
        }
    }

    final boolean inputHasEnded() {
        lock.lock();
        try {
            return inputEnd != null;
        } finally {
            lock.unlock();
        }
    }

    /** Called by gRPC. */
    final void deliver(Message.Incoming message) {
        lock.lock();
        try {
            if (inputEnd == null) {
                inbox.add(message);
                arrived.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        message.giveBack();
    }

    /** Called by gRPC. */
    final void becameWritable() {
        lock.lock();
        try {
            writable.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Gives Netty's memory back when nobody will read on. */
    final void dropInbox() {
        while (true) {
            Message.Incoming message;
            lock.lock();
            try {
                message = inbox.poll();
            } finally {
                lock.unlock();
            }
            if (message == null) {
                return;
            }
            message.giveBack();
        }
    }
}
