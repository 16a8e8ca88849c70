package io.penumbra.master.loop;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.Principal;
import io.penumbra.core.port.StateStore;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.journal.Cut;
import io.penumbra.master.journal.Entry;
import io.penumbra.master.journal.HeadNode;
import io.penumbra.master.journal.Journal;
import io.penumbra.master.journal.Moment;
import io.penumbra.master.placement.Servers;
import io.penumbra.master.record.Head;
import io.penumbra.proto.Command;
import io.penumbra.proto.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that decides: takes everything that has queued up, decides it against staged
 * state, hands it to the journal as one batch, merges what committed and only then answers.
 *
 * <p>Lives as long as one leader's reign. {@link #submit}, {@link #ask} and {@link #prove} may be
 * called by any thread; everything else is the loop's own.
 */
public final class DecisionLoop implements AutoCloseable {
    /** What else goes on while this leader leads. Called on the loop's thread; must not block. */
    public interface Observer {
        /** The entry is committed and merged. */
        void merged(Entry entry, Head head);

        /** Once each {@link #BEAT}; says whether the lease held all the time since the last. */
        void beat(Moment now, boolean led);

        /** The last call. */
        void deposed(String why);
    }

    /** How often the lease is renewed when nothing commits. */
    public static final Duration BEAT = Duration.ofMillis(100);

    private static final Logger log = LoggerFactory.getLogger(DecisionLoop.class);

    private final Journal.Ports ports;
    private final StateStore store;
    private final LoopSettings settings;
    private final Observer observer;
    private final ReadLease lease;
    private final Inbox inbox;
    private final Journal journal;
    private final Drafting drafting;
    private final Epoch epoch;

    // Confined to the loop.
    private final ArrayDeque<Submission> waiting = new ArrayDeque<>();
    private final ArrayDeque<Runnable> steps = new ArrayDeque<>();
    private final Replies replies = new Replies();
    private @Nullable Cutting requested;
    private @Nullable Cutting cutting;
    private int answered;
    private long answeredBytes;
    private boolean led;
    private @Nullable String deposed;

    private volatile Head merged;

    public DecisionLoop(
            Journal.Ports ports,
            StateStore store,
            Reign reign,
            LoopSettings settings,
            Observer observer) {
        this.ports = ports;
        this.store = store;
        this.settings = settings;
        this.observer = observer;
        this.lease = new ReadLease(reign.since());
        this.inbox = new Inbox(settings.commandsMax(), settings.commandBytesMax());
        this.merged = reign.taken().head();
        this.epoch = merged.epoch();
        this.journal =
                new Journal(
                        ports,
                        inbox::post,
                        new FromJournal(),
                        reign.taken(),
                        settings.inFlightMax());
        this.drafting = new Drafting(store, journal, reign, ports.clock(), settings);
    }

    /**
     * What a leader begins with.
     *
     * @param taken the head as this leader took it; the store holds everything up to its end
     * @param since when it was known that the head was taken
     */
    public record Reign(
            HeadNode.Sighting taken,
            Moment since,
            Supplier<Servers> servers,
            RandomGenerator random) {}

    public Thread start() {
        inbox.post(this::beat);
        ports.clock().after(ReadLease.SUCCESSION, () -> inbox.post(this::releaseReplies));
        return ports.threads().platform("decision-loop", this::run);
    }

    /** A client's command, as it came from the wire. */
    public record ClientCommand(Command command, Principal who, Waiter waiter) {}

    /** Takes all of them, or refuses all at once. */
    public void submit(List<ClientCommand> commands) {
        long now = ports.clock().monotonicNanos();
        var submissions = new ArrayList<Submission>(commands.size());
        for (var each : commands) {
            int bytes = each.command().getSerializedSize();
            submissions.add(
                    new Submission.ByClient(each.command(), each.who(), each.waiter(), now, bytes));
        }
        offer(submissions);
    }

    /** A command of the leader's own. */
    public void ask(LeaderCommand command, Waiter waiter) {
        long now = ports.clock().monotonicNanos();
        if (!inbox.force(new Submission.ByLeader(command, waiter, now))) {
            waiter.refused(notLeader());
        }
    }

    /** Answers as soon as it is sure that this leader leads; the outcome means nothing. */
    public void prove(Waiter waiter) {
        offer(List.of(new Submission.Read(waiter, ports.clock().monotonicNanos())));
    }

    /** A cut that was asked for, until it is committed or this reign is over. */
    private record Cutting(Cut cut, CompletableFuture<Boolean> done) {}

    /**
     * Changes what the journal keeps in ZooKeeper, one at a time.
     *
     * @return true when it is committed; false, or never anything, when this reign is over
     */
    public CompletableFuture<Boolean> cut(Cut cut) {
        var done = new CompletableFuture<Boolean>();
        inbox.post(() -> {
            Invariant.check(cutting == null && requested == null, "two cuts at once");
            requested = new Cutting(cut, done);
        });
        return done;
    }

    private void offer(List<Submission> submissions) {
        var refusal =
                switch (inbox.offer(submissions)) {
                    case ADMITTED -> null;
                    case FULL ->
                            new Refusal(
                                    RefusalCode.OVERLOADED,
                                    "",
                                    "too many commands wait for this master: try again");
                    case CLOSED -> notLeader();
                };
        if (refusal != null) {
            submissions.forEach(each -> each.waiter().refused(refusal));
        }
    }

    public ReadLease lease() {
        return lease;
    }

    /** The head of the newest entry that is merged. */
    public Head merged() {
        return merged;
    }

    public Epoch epoch() {
        return epoch;
    }

    /** Ends the loop as soon as it comes by; nothing more commits or is answered with success. */
    public void abdicate(String why) {
        inbox.post(() -> depose(why));
    }

    @Override
    public void close() {
        abdicate("this process is stopping");
    }

    private void run() {
        try {
            while (!isOver()) {
                inbox.takeAll(waiting, steps);
                for (var step = steps.poll(); step != null && !isOver(); step = steps.poll()) {
                    step.run();
                }
                if (!isOver()) {
                    decide();
                    releaseReplies();
                    settleAdmissions();
                }
            }
        } catch (InterruptedException e) {
            depose("interrupted");
            Thread.currentThread().interrupt();
        }
    }

    private boolean isOver() {
        return deposed != null;
    }

    private void settleAdmissions() {
        if (answered > 0) {
            inbox.answered(answered, answeredBytes);
            answered = 0;
            answeredBytes = 0;
        }
    }

    /** Decides while the journal has room; what is left becomes a bigger batch next time. */
    private void decide() {
        startCut();
        while (journal.hasRoom()) {
            var next = waiting.poll();
            if (next == null) {
                break;
            }
            var outcome = drafting.decide(next);
            replies.hold(next, outcome, drafting.lastEntry());
            drafting.closeIfFull();
        }
        drafting.close();
    }

    private void startCut() {
        var next = requested;
        if (next != null && journal.hasRoom()) {
            requested = null;
            cutting = next;
            journal.cut(next.cut());
        }
    }

    private void releaseReplies() {
        if (!isOver() && lease.holds(Moment.now(ports.clock()))) {
            replies.release(merged.tip().entry(), this::answer);
        }
    }

    private void answer(Submission submission, Outcome outcome) {
        submission.waiter().outcome(outcome);
        count(submission);
    }

    private void refuse(Submission submission, Refusal refusal) {
        submission.waiter().refused(refusal);
        count(submission);
    }

    private void count(Submission submission) {
        answered++;
        answeredBytes += submission.bytes();
    }

    private void beat() {
        var now = Moment.now(ports.clock());
        journal.renew();
        boolean leads = lease.holds(now);
        observer.beat(now, led && leads);
        led = leads;
        refuseTheLate(now);
        ports.clock().after(BEAT, () -> inbox.post(this::beat));
    }

    private void refuseTheLate(Moment now) {
        long before = now.nanos() - settings.holdMax().toNanos();
        var refusal =
                new Refusal(
                        RefusalCode.UNAVAILABLE,
                        "",
                        "the journal in ZooKeeper does not answer: ask again with the same"
                                + " sequence");
        replies.refuseBefore(before, refusal, this::refuse);
        for (var next = waiting.peekFirst();
                next != null && next.arrivedNanos() - before < 0;
                next = waiting.peekFirst()) {
            waiting.removeFirst();
            refuse(next, refusal);
        }
    }

    private void depose(String why) {
        if (isOver()) {
            return;
        }
        log.info("epoch {} is over: {}", epoch, why);
        deposed = why;
        inbox.close();
        var refusal = notLeader();
        replies.refuseAll(refusal, this::refuse);
        waiting.forEach(submission -> refuse(submission, refusal));
        waiting.clear();
        endCut(requested, false);
        endCut(cutting, false);
        observer.deposed(why);
    }

    private static void endCut(@Nullable Cutting asked, boolean committed) {
        if (asked != null) {
            asked.done().complete(committed);
        }
    }

    private Refusal notLeader() {
        return new Refusal(RefusalCode.NOT_LEADER, "", "this master does not lead any more");
    }

    private final class FromJournal implements Journal.Listener {
        @Override
        public void committed(Entry entry, Head head) {
            try {
                drafting.merge(store);
            } catch (IOException e) {
                // What is committed must be visible before it is answered; no state, no master.
                throw new UncheckedIOException("cannot write the state", e);
            }
            merged = head;
            observer.merged(entry, head);
        }

        @Override
        public void cut(Head head) {
            merged = head;
            endCut(cutting, true);
            cutting = null;
        }

        @Override
        public void proven(Moment sent) {
            lease.prove(sent);
        }

        @Override
        public void deposed(String why) {
            depose(why);
        }
    }
}
