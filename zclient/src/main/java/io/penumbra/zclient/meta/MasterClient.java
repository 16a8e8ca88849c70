package io.penumbra.zclient.meta;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.RequestId;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.Answer;
import io.penumbra.proto.Command;
import io.penumbra.proto.EndSession;
import io.penumbra.proto.OpenSession;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.Query;
import io.penumbra.proto.Reads;
import io.penumbra.proto.Refused;
import io.penumbra.proto.Renew;
import io.penumbra.proto.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks and commands whoever leads. A command keeps its number over every resend, so that it has one
 * outcome; only when its session ended before it was decided is it given to a new one.
 */
public final class MasterClient implements AutoCloseable {
    private static final Duration RENEWAL = Duration.ofSeconds(2);
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final Duration OVERLOADED_PAUSE = Duration.ofMillis(50);
    private static final Duration FIRST_ROUND = Duration.ofSeconds(1);
    private static final Duration ROUND = Duration.ofMillis(50);

    // Constant after construction.
    private final OpenSession introduction;
    private final Caller self;
    private final Duration operationDeadline;
    private final Clock clock;
    private final RandomGenerator random;
    private final Masters masters;
    private final MasterCalls calls;
    private final OpenReads reads;
    private final long reader;

    // Held while a session is opened, so that the others wait for it.
    private final ReentrantLock opening = new ReentrantLock();

    private volatile @Nullable Session current;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private Clock.@Nullable Timer renewal;

    @GuardedBy("lock")
    private boolean closed;

    /**
     * @param self on whose behalf it asks for what no user asked for
     * @param introduction what the master is told of this client; with a role, its session is kept
     *     alive from the start
     */
    public MasterClient(
            List<Address> configured,
            Caller self,
            OpenSession introduction,
            Duration operationDeadline,
            Outside outside) {
        this.introduction = introduction;
        this.self = self;
        this.operationDeadline = operationDeadline;
        this.clock = outside.clock();
        this.random = outside.random();
        this.masters = new Masters(configured, outside.peers(), outside.clock(), outside.threads());
        this.calls = new MasterCalls(masters, outside.peers(), outside.clock(), outside.threads());
        this.reads = new OpenReads(outside.clock(), this::tellReads);
        this.reader = outside.random().nextLong();
    }

    /** The ports that a client works through. */
    public record Outside(Peers peers, Clock clock, Threads threads, RandomGenerator random) {}

    public void start() {
        calls.start();
    }

    /** Waits until a leader is found; fails in words for a person. */
    public void awaitLeader(Duration atMost) throws RefusedException, InterruptedException {
        long deadline = clock.monotonicNanos() + atMost.toNanos();
        while (masters.ask(ROUND).isEmpty()) {
            requireTrust();
            if (clock.monotonicNanos() - deadline > 0) {
                throw new RefusedException(
                        RefusalCode.UNAVAILABLE,
                        addresses(),
                        "no master leads there; is the cluster up?");
            }
        }
    }

    private void requireTrust() throws RefusedException {
        if (masters.areMistrusting()) {
            throw new RefusedException(
                    RefusalCode.UNAUTHENTICATED,
                    addresses(),
                    "this cluster has a secret, and what is given here is not it, or none is; --secret-file or PENUMBRA_SECRET_FILE names the file that holds it");
        }
    }

    /** Opens the session now, so that the cluster's view shows this process. */
    public void introduce() throws IOException, RefusedException, InterruptedException {
        if (current == null && masters.ask(FIRST_ROUND).isEmpty()) {
            requireTrust();
        }
        keepAlive(session(clock.monotonicNanos() + operationDeadline.toNanos()));
    }

    /** Of whoever was asked; known after the first answer. */
    public ClusterId cluster() {
        return masters.cluster()
                .orElseThrow(() -> new IllegalStateException("no master has answered yet"));
    }

    /**
     * Who holds what is granted now; empty before the first command and after the session ended.
     */
    public Optional<ClientId> holder() {
        var session = current;
        return session == null || session.hasEnded()
                ? Optional.empty()
                : Optional.of(session.client());
    }

    /**
     * What was there at {@code index} is read, and must not be forgotten.
     *
     * @return to be run once, when that is over
     */
    public Runnable reading(JournalIndex index) {
        return reads.opened(index);
    }

    /** Whether it arrives or not: it is said again soon. */
    private void tellReads(JournalIndex index) {
        var told = Reads.newBuilder().setReader(reader).setIndex(index.value());
        var call = new Caller(self.who(), RequestId.NONE).call().setReads(told).build();
        try {
            calls.submit(new PendingCall(call));
        } catch (RefusedException e) {
            return; // too many calls are unanswered, or closed
        }
    }

    public Answer ask(Query query, Caller caller)
            throws IOException, RefusedException, InterruptedException {
        long deadline = clock.monotonicNanos() + operationDeadline.toNanos();
        return exchange(new PendingCall(caller.call().setQuery(query).build()), deadline)
                .getAnswer();
    }

    /**
     * What became of a command.
     *
     * @param client the session that it was decided for, and that holds what it granted
     */
    public record Decided(ClientId client, Outcome outcome) {}

    /** A command that needs nothing of its session but the number. */
    public Decided command(Command command, Caller caller)
            throws IOException, RefusedException, InterruptedException {
        long deadline = clock.monotonicNanos() + operationDeadline.toNanos();
        while (true) {
            var session = session(deadline);
            if (command.hasGrant() || command.hasLock()) {
                keepAlive(session);
            }
            var attempt = attempt(session, command, caller, deadline);
            if (attempt.refusal().isEmpty()) {
                return new Decided(session.client(), attempt.outcome());
            }
            if (!attempt.endedBeforeItRan()) {
                throw attempt.refusal().get().asException();
            }
        }
    }

    /** A command that rests on what the session of {@code holder} holds. */
    public Outcome command(Command command, ClientId holder, Caller caller)
            throws IOException, RefusedException, InterruptedException {
        var session = current;
        if (session == null || session.hasEnded() || !session.client().equals(holder)) {
            throw sessionEnded(holder);
        }
        var attempt =
                attempt(
                        session,
                        command,
                        caller,
                        clock.monotonicNanos() + operationDeadline.toNanos());
        if (attempt.refusal().isPresent()) {
            throw attempt.endedBeforeItRan()
                    ? sessionEnded(holder)
                    : attempt.refusal().get().asException();
        }
        return attempt.outcome();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (renewal != null) {
                renewal.cancel();
            }
        } finally {
            lock.unlock();
        }
        reads.close();
        sayFarewell();
        calls.close();
    }

    private record Attempt(Outcome outcome, Optional<Refusal> refusal, int sends) {
        /** Sent once and refused for the session's sake: surely nothing has happened. */
        boolean endedBeforeItRan() {
            return sends == 1 && refusal.map(Refusal::code).equals(UNKNOWN);
        }

        private static final Optional<RefusalCode> UNKNOWN =
                Optional.of(RefusalCode.UNKNOWN_OUTCOME);
    }

    private Attempt attempt(Session session, Command command, Caller caller, long deadline)
            throws IOException, InterruptedException, RefusedException {
        var sequence = session.begin();
        try {
            var numbered =
                    command.toBuilder()
                            .setClient(session.client().value())
                            .setSequence(sequence.value());
            var pending = new PendingCall(caller.call().setCommand(numbered).build(), session);
            var reply = await(pending, deadline);
            var refusal = refusalIn(reply);
            if (refusal.map(Refusal::code).equals(Attempt.UNKNOWN)) {
                session.end();
            }
            return new Attempt(reply.getOutcome(), refusal, calls.forget(pending));
        } finally {
            session.settle(sequence);
        }
    }

    private Reply exchange(PendingCall pending, long deadline)
            throws IOException, RefusedException, InterruptedException {
        var reply = await(pending, deadline);
        var refusal = refusalIn(reply);
        if (refusal.isPresent()) {
            throw refusal.get().asException();
        }
        return reply;
    }

    /** Also sends again what an overloaded master turned away. */
    private Reply await(PendingCall pending, long deadline)
            throws IOException, RefusedException, InterruptedException {
        while (true) {
            calls.submit(pending);
            var reply = awaitOnce(pending, deadline);
            boolean overloaded =
                    reply.hasRefused()
                            && reply.getRefused().getCode() == RefusalCode.OVERLOADED.number();
            if (!overloaded || clock.monotonicNanos() - deadline > 0) {
                return reply;
            }
            clock.sleep(OVERLOADED_PAUSE);
            pending.renewReply();
        }
    }

    private Reply awaitOnce(PendingCall pending, long deadline)
            throws IOException, RefusedException, InterruptedException {
        try {
            long left = Math.max(0, deadline - clock.monotonicNanos());
            return clock.await(pending.reply(), Duration.ofNanos(left));
        } catch (TimeoutException e) {
            throw unanswered(pending, calls.forget(pending));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CallFailedException closed) {
                throw new CallFailedException(closed.kind(), "the client was closed");
            }
            throw new IllegalStateException("a call fails only with its client", e);
        } catch (InterruptedException e) {
            calls.forget(pending);
            throw e;
        }
    }

    private RefusedException unanswered(PendingCall pending, int sends) throws RefusedException {
        if (sends == 0) {
            requireTrust();
            return new RefusedException(
                    RefusalCode.UNAVAILABLE,
                    "",
                    "no master led for %d s; asked %s"
                            .formatted(operationDeadline.toSeconds(), addresses()));
        }
        var code = pending.changes() ? RefusalCode.UNKNOWN_OUTCOME : RefusalCode.DEADLINE;
        var reason =
                pending.changes()
                        ? "sent, but not answered in time: it may or may not have happened"
                        : "not answered in time";
        return new RefusedException(code, "", reason);
    }

    private static Optional<Refusal> refusalIn(Reply reply) {
        if (reply.hasRefused()) {
            return Optional.of(refusal(reply.getRefused()));
        }
        return reply.hasOutcome() && reply.getOutcome().hasRefused()
                ? Optional.of(refusal(reply.getOutcome().getRefused()))
                : Optional.empty();
    }

    private static Refusal refusal(Refused refused) {
        return new Refusal(
                RefusalCode.ofNumber(refused.getCode()), refused.getSubject(), refused.getReason());
    }

    private static RefusedException sessionEnded(ClientId holder) {
        return new RefusedException(
                RefusalCode.STALE_CHUNK,
                holder.toString(),
                "the session ended while this was written; nothing was changed, write it again");
    }

    private Session session(long deadline)
            throws IOException, RefusedException, InterruptedException {
        var open = current;
        if (open != null && !open.hasEnded()) {
            return open;
        }
        opening.lockInterruptibly();
        try {
            var again = current;
            if (again != null && !again.hasEnded()) {
                return again;
            }
            var fresh = new Session(new ClientId(random.nextLong()));
            var command = Command.newBuilder().setOpenSession(introduction).build();
            var attempt = attempt(fresh, command, self, deadline);
            if (attempt.refusal().isPresent()) {
                throw attempt.refusal().get().asException();
            }
            current = fresh;
            if (!introduction.getRole().isEmpty()) {
                keepAlive(fresh);
            }
            return fresh;
        } finally {
            opening.unlock();
        }
    }

    private void keepAlive(Session session) {
        if (session.keep()) {
            renewLater(session);
        }
    }

    private void renewLater(Session session) {
        lock.lock();
        try {
            if (!closed && !session.hasEnded()) {
                renewal = clock.after(RENEWAL, () -> renew(session));
            }
        } finally {
            lock.unlock();
        }
    }

    private void renew(Session session) {
        var renew = Renew.newBuilder().setClient(session.client().value());
        var pending =
                new PendingCall(
                        new Caller(self.who(), RequestId.NONE).call().setRenew(renew).build());
        try {
            calls.submit(pending);
        } catch (RefusedException e) {
            renewLater(session); // too many calls are unanswered, or closed
            return;
        }
        var _ =
                pending.reply()
                        .thenAccept(reply -> {
                            if (refusalIn(reply).map(Refusal::code).equals(Attempt.UNKNOWN)) {
                                session.end();
                            }
                            renewLater(session);
                        });
    }

    private void sayFarewell() {
        var session = current;
        if (session == null || session.hasEnded()) {
            return;
        }
        var command = Command.newBuilder().setEndSession(EndSession.getDefaultInstance()).build();
        try {
            long deadline = clock.monotonicNanos() + FAREWELL.toNanos();
            var _ = attempt(session, command, self, deadline);
        } catch (IOException | RefusedException e) {
            return; // it ends by itself when it is not renewed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String addresses() {
        return String.join(", ", masters.known().stream().map(Address::toString).toList());
    }
}
