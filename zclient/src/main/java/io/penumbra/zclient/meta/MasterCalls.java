package io.penumbra.zclient.meta;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.CallBatch;
import io.penumbra.proto.Reply;
import io.penumbra.proto.ReplyBatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The calls of all threads over one stream to whoever leads. What queues up while a message is sent
 * goes with the next. When the stream breaks, hangs, or its other end no longer leads, the leader
 * is looked for every 50 ms and everything unanswered is sent again, in order.
 *
 * <p>One thread sends, one for each stream receives.
 */
final class MasterCalls implements AutoCloseable {
    private static final int UNANSWERED_MAX = 10_000;
    private static final int BATCH_CALLS_MAX = 1_000;
    private static final int BATCH_BYTES_MAX = 256 << 10;

    /** How long a round of asking who leads takes, and the pause before the next. */
    private static final Duration ROUND = Duration.ofMillis(50);

    /** Unanswered for so long, the others are asked who leads. */
    private static final Duration SILENCE = Duration.ofMillis(250);

    /** One stream; over when either of its threads met its end. Guarded by {@code lock}. */
    private static final class Conversation {
        boolean over;
    }

    // Constant after construction.
    private final Masters masters;
    private final Peers peers;
    private final Clock clock;
    private final Threads threads;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final TreeMap<Long, PendingCall> unanswered = new TreeMap<>();

    // What the present stream has not carried yet.
    @GuardedBy("lock")
    private final ArrayDeque<PendingCall> outbox = new ArrayDeque<>();

    @GuardedBy("lock")
    private long lastId;

    @GuardedBy("lock")
    private boolean closed;

    MasterCalls(Masters masters, Peers peers, Clock clock, Threads threads) {
        this.masters = masters;
        this.peers = peers;
        this.clock = clock;
        this.threads = threads;
    }

    void start() {
        threads.virtual("calls", this::run);
    }

    /** Sends {@code call} until it is answered or forgotten. */
    void submit(PendingCall call) throws RefusedException {
        lock.lock();
        try {
            if (closed) {
                throw new RefusedException(RefusalCode.UNAVAILABLE, "", "the client is closed");
            }
            if (unanswered.size() >= UNANSWERED_MAX) {
                throw new RefusedException(
                        RefusalCode.OVERLOADED, "", UNANSWERED_MAX + " calls are unanswered");
            }
            call.id = ++lastId;
            unanswered.put(call.id, call);
            outbox.add(call);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Stops sending it; returns how many times it was sent. */
    int forget(PendingCall call) {
        lock.lock();
        try {
            unanswered.remove(call.id);
            outbox.remove(call);
            return call.sends;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (awaitWork()) {
                var leader = masters.ask(ROUND);
                if (leader.isPresent()) {
                    converse(leader.get());
                    clock.sleep(ROUND);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        abandon();
    }

    private boolean awaitWork() throws InterruptedException {
        lock.lock();
        try {
            while (unanswered.isEmpty() && !closed) {
                changed.await();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void converse(Masters.Leader leader) throws InterruptedException {
        var conversation = new Conversation();
        try (var stream = peers.at(leader.address()).open(Wire.CALLS)) {
            fillOutbox();
            threads.virtual("replies", () -> receive(leader, stream, conversation));
            while (true) {
                var batch = nextBatch(conversation);
                if (batch.isEmpty()) {
                    return;
                }
                stream.send(batch.get());
            }
        } catch (IOException e) {
            // Broken: the leader is looked for again, and what is unanswered sent again.
            end(conversation);
        }
    }

    private void fillOutbox() {
        lock.lock();
        try {
            outbox.clear();
            outbox.addAll(unanswered.values());
        } finally {
            lock.unlock();
        }
    }

    private Optional<CallBatch> nextBatch(Conversation conversation) throws InterruptedException {
        lock.lock();
        try {
            while (outbox.isEmpty() && !conversation.over && !closed) {
                changed.await();
            }
            if (conversation.over || closed) {
                return Optional.empty();
            }
            var batch = CallBatch.newBuilder().setEpoch(masters.highest().value());
            int bytes = 0;
            while (!outbox.isEmpty()
                    && batch.getCallsCount() < BATCH_CALLS_MAX
                    && bytes < BATCH_BYTES_MAX) {
                var pending = outbox.remove();
                pending.sends++;
                var call = pending.toWire();
                bytes += call.getSerializedSize();
                batch.addCalls(call);
            }
            return Optional.of(batch.build());
        } finally {
            lock.unlock();
        }
    }

    private void receive(
            Masters.Leader leader,
            Network.Stream<CallBatch, ReplyBatch> stream,
            Conversation conversation) {
        try (stream) {
            boolean goesOn = true;
            while (goesOn) {
                var batch = receiveSome(leader, stream);
                goesOn = batch.isPresent() && deliver(batch.get());
            }
        } catch (IOException | RefusedException e) {
            // Broken, or refused as a whole: the sender looks for the leader again.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(conversation);
        }
    }

    /** The next replies; empty when the other side has finished or another one leads. */
    private Optional<ReplyBatch> receiveSome(
            Masters.Leader leader, Network.Stream<CallBatch, ReplyBatch> stream)
            throws IOException, RefusedException, InterruptedException {
        while (true) {
            try {
                return stream.receive(SILENCE);
            } catch (CallFailedException e) {
                if (e.kind() != CallFailedException.Kind.DEADLINE) {
                    throw e;
                }
                if (isWaiting() && isReplaced(leader)) {
                    return Optional.empty();
                }
            }
        }
    }

    private boolean isWaiting() {
        lock.lock();
        try {
            return !unanswered.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private boolean isReplaced(Masters.Leader leader) throws InterruptedException {
        return masters.ask(ROUND)
                .filter(found -> !found.address().equals(leader.address()))
                .isPresent();
    }

    /** False when this stream should be left: its other end does not lead, or not now. */
    private boolean deliver(ReplyBatch batch) {
        if (!masters.admits(new Epoch(batch.getEpoch()))) {
            return false;
        }
        boolean leads = true;
        for (var reply : batch.getRepliesList()) {
            if (asksToTryElsewhere(reply)) {
                leads = false;
            } else {
                complete(reply);
            }
        }
        return leads;
    }

    private static boolean asksToTryElsewhere(Reply reply) {
        if (!reply.hasRefused()) {
            return false;
        }
        var code = RefusalCode.ofNumber(reply.getRefused().getCode());
        return code.retry() == RefusalCode.Retry.ELSEWHERE || code == RefusalCode.UNAVAILABLE;
    }

    private void complete(Reply reply) {
        @Nullable PendingCall pending;
        lock.lock();
        try {
            pending = unanswered.remove(reply.getId());
        } finally {
            lock.unlock();
        }
        if (pending != null) {
            pending.reply().complete(reply);
        }
    }

    private void end(Conversation conversation) {
        lock.lock();
        try {
            conversation.over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whoever still waits is told that nobody will answer. */
    private void abandon() {
        lock.lock();
        try {
            closed = true;
            var why =
                    new CallFailedException(
                            CallFailedException.Kind.CLOSED, "the client was closed");
            unanswered.values().forEach(call -> call.reply().completeExceptionally(why));
            unanswered.clear();
            outbox.clear();
        } finally {
            lock.unlock();
        }
    }
}
