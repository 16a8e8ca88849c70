package io.penumbra.master.journal;

import io.penumbra.core.Invariant;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.core.port.Coordinator.Misfit;
import io.penumbra.core.port.Coordinator.Outcome;
import io.penumbra.core.port.Threads;
import io.penumbra.master.record.Head;
import io.penumbra.platform.zookeeper.ClusterPaths;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's way into the journal: commits entries, several under way at once, and learns from
 * every answer whether it still leads.
 *
 * <p>Confined to its owner's thread; answers come back to it through {@code owner}. Each commit
 * expects the version of {@code /head} that the one before it produces, so that a failure fails all
 * behind it and no gap can appear. (A change of leader consumes more versions than are in flight:
 * none of them can follow on it.)
 *
 * <pre>
 *   an entry is answered committed        it and all before it are
 *   all under way answered, none left     go on
 *   the first left is unknown             send all that are left again, exactly as they were
 *   the first left met another version    read /head: it is as one of ours under way leaves it?
 *                                         then that one and all before it are committed, the rest
 *                                         are sent again; else another leads: deposed, for ever
 * </pre>
 */
public final class Journal {
    /** What the owner hears, on its own thread. */
    public interface Listener {
        /** In the order of the entries. */
        void committed(Entry entry, Head head);

        /** The tail begins where {@code head} says, and {@code /segments} is as was asked. */
        void cut(Head head);

        /** A quorum committed something of ours that was sent at this moment. */
        void proven(Moment sent);

        /** Another leads, or the journal is not what it was. Nothing more is heard after this. */
        void deposed(String why);
    }

    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    private static final Duration PAUSE_MIN = Duration.ofMillis(5);
    private static final Duration PAUSE_MAX = Duration.ofMillis(200);

    private final Coordinator coordinator;
    private final HeadNode headNode;
    private final Clock clock;
    private final Threads threads;
    private final Executor owner;
    private final Listener listener;
    private final int inFlightMax;
    private final HeadVersions versions;

    private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
    private HeadNode.Sighting committed;
    private Head staged;
    private boolean renewing;
    private boolean deposed;
    private Duration pause = PAUSE_MIN;

    /**
     * @param taken what this leader made of {@code /head} when it took its place
     * @param inFlightMax more hides more of ZooKeeper's latency and makes batches smaller
     */
    public Journal(
            Ports ports,
            Executor owner,
            Listener listener,
            HeadNode.Sighting taken,
            int inFlightMax) {
        this(ports, owner, listener, taken, inFlightMax, HeadVersions.DEFAULT);
    }

    Journal(
            Ports ports,
            Executor owner,
            Listener listener,
            HeadNode.Sighting taken,
            int inFlightMax,
            HeadVersions versions) {
        Invariant.check(inFlightMax < HeadVersions.LEAP, "%s in flight", inFlightMax);
        this.versions = versions;
        this.coordinator = ports.coordinator();
        this.clock = ports.clock();
        this.headNode = new HeadNode(ports.coordinator(), ports.clock());
        this.threads = ports.threads();
        this.owner = owner;
        this.listener = listener;
        this.committed = taken;
        this.staged = taken.head();
        this.inFlightMax = inFlightMax;
    }

    /** The parts of the world that a journal needs. */
    public record Ports(Coordinator coordinator, Clock clock, Threads threads) {}

    /** The head as it will be when everything under way is committed. */
    public Head staged() {
        return staged;
    }

    public Head committed() {
        return committed.head();
    }

    public boolean isIdle() {
        return inFlight.isEmpty();
    }

    /** False also while outcomes are being settled: what would follow could only fail. */
    public boolean hasRoom() {
        return !deposed
                && inFlight.size() < inFlightMax
                && inFlight.stream().allMatch(sent -> sent.outcome == null);
    }

    /** When the oldest commit under way was first sent. */
    public Optional<Moment> waitingSince() {
        return Optional.ofNullable(inFlight.peekFirst()).map(oldest -> oldest.firstSent);
    }

    public void commit(Entry entry) {
        Invariant.check(hasRoom(), "no room for entry %s", entry.number());
        Invariant.check(entry.follows(staged.tip()), "entry %s follows nothing", entry.number());
        staged = staged.then(entry.batch(), entry.encoded());
        start(entry, new Change.Create(ClusterPaths.journalEntry(entry.number()), entry.encoded()));
    }

    /**
     * Takes entries out of the tail, or only changes what is said about the archive: {@code /head}
     * and {@code /segments} in one multi, in line with the entries.
     */
    public void cut(Cut cut) {
        Invariant.check(hasRoom(), "no room for %s", cut.upTo());
        Invariant.check(
                cut.upTo().compareTo(staged.tip().entry()) <= 0
                        && cut.upTo().compareTo(staged.tail().cut()) >= 0,
                "%s is not in the tail",
                cut.upTo());
        staged = staged.cut(cut.upTo(), cut.bytes());
        // The version of /head guards both.
        start(null, new Change.Set(ClusterPaths.SEGMENTS, cut.catalog(), Coordinator.ANY_VERSION));
    }

    private void start(@Nullable Entry entry, Change change) {
        var last = inFlight.peekLast();
        int expected = last == null ? committed.version() : last.versionAfter;
        var next = new InFlight(entry, change, staged, expected);
        inFlight.addLast(next);
        send(next);
    }

    /** Proves that this leader still leads, unless a commit under way is about to. */
    public void renew() {
        if (deposed || renewing || !inFlight.isEmpty()) {
            return;
        }
        renewing = true;
        var sent = Moment.now(clock);
        var epoch = staged.epoch().toString().getBytes(StandardCharsets.UTF_8);
        var _ =
                coordinator
                        .commit(
                                List.of(
                                        new Change.Check(ClusterPaths.HEAD, committed.version()),
                                        new Change.Set(
                                                ClusterPaths.LEASE,
                                                epoch,
                                                Coordinator.ANY_VERSION)))
                        .whenComplete((outcome, error) ->
                                owner.execute(() -> onRenewal(sent, known(outcome, error))));
    }

    private void onRenewal(Moment sent, Outcome outcome) {
        renewing = false;
        if (deposed) {
            return;
        }
        switch (outcome) {
            case Outcome.Committed() -> listener.proven(sent);
            case Outcome.Conflict _ -> {
                if (inFlight.isEmpty()) {
                    examine();
                }
            }
            case Outcome.Unknown(var why) -> log.debug("lease not renewed: {}", why);
        }
    }

    private void send(InFlight entry) {
        entry.sent = Moment.now(clock);
        entry.outcome = null;
        var _ =
                coordinator
                        .commit(entry.changes)
                        .whenComplete((outcome, error) ->
                                owner.execute(() -> onOutcome(entry, known(outcome, error))));
    }

    private static Outcome known(@Nullable Outcome outcome, @Nullable Throwable error) {
        return outcome != null ? outcome : new Outcome.Unknown(String.valueOf(error));
    }

    private void onOutcome(InFlight answered, Outcome outcome) {
        if (deposed) {
            return;
        }
        answered.outcome = outcome;
        if (outcome instanceof Outcome.Committed) {
            deliverThrough(answered, answered.sent);
        }
        if (inFlight.stream().allMatch(sent -> sent.outcome != null)) {
            settle();
        }
    }

    private void deliverThrough(InFlight last, Moment sent) {
        if (!inFlight.contains(last)) {
            return;
        }
        pause = PAUSE_MIN;
        InFlight next;
        do {
            next = inFlight.removeFirst();
            committed = new HeadNode.Sighting(next.after, next.versionAfter);
            if (next.entry == null) {
                listener.cut(next.after);
            } else {
                listener.committed(next.entry, next.after);
            }
        } while (next != last);
        listener.proven(sent);
    }

    /** Everything under way is answered, and nothing that is left is known to be committed. */
    private void settle() {
        var first = inFlight.peekFirst();
        if (first == null) {
            return;
        }
        switch (Invariant.present(first.outcome, "an answered commit")) {
            case Outcome.Committed() ->
                    throw new IllegalStateException("committed and not delivered");
            case Outcome.Unknown(var why) -> {
                log.info("{}: outcome unknown ({}), sent again", first, why);
                afterPause(this::resend);
            }
            case Outcome.Conflict(_, var misfit) -> {
                if (misfit == Misfit.BAD_VERSION) {
                    examine();
                } else {
                    depose("%s met %s".formatted(first, misfit));
                }
            }
        }
    }

    private void resend() {
        inFlight.forEach(this::send);
    }

    /** Reads what {@code /head} is, away from the owner's thread. */
    private void examine() {
        boolean idle = inFlight.isEmpty();
        var known = committed;
        threads.virtual("journal-examine", () -> read(known, idle));
    }

    private void read(HeadNode.Sighting known, boolean idle) {
        try {
            var now = headNode.look();
            boolean wentBack =
                    now.isPresent() && isPast(now.get(), known, idle) && headNode.prove(now.get());
            owner.execute(() -> judge(now, wentBack, idle));
        } catch (IOException e) {
            log.info("cannot read /head: {}", e.toString());
            if (!idle) {
                owner.execute(() -> afterPause(this::examine));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * True for what a lagging server may still show; if a quorum shows it, ZooKeeper went back.
     *
     * @param idle else a commit has just failed, so the head is not {@code known} any more
     */
    private static boolean isPast(HeadNode.Sighting seen, HeadNode.Sighting known, boolean idle) {
        return seen.isBefore(known) || (!idle && seen.equals(known));
    }

    /**
     * @param idle nothing was under way when this was asked for; if something is by now, that will
     *     tell by itself
     */
    private void judge(Optional<HeadNode.Sighting> seen, boolean wentBack, boolean idle) {
        if (deposed || (idle && !inFlight.isEmpty())) {
            return;
        }
        if (seen.isEmpty()) {
            depose("/head is gone");
        } else if (wentBack) {
            depose("ZooKeeper went back: its journal ends at " + seen.get().head().tip());
        } else if (idle) {
            judgeIdle(seen.get());
        } else {
            judgeInFlight(seen.get());
        }
    }

    private void judgeIdle(HeadNode.Sighting seen) {
        if (!seen.equals(committed) && !seen.isBefore(committed)) {
            deposeBy(seen);
        }
    }

    private void judgeInFlight(HeadNode.Sighting seen) {
        if (isPast(seen, committed, false)) {
            afterPause(this::examine);
            return;
        }
        for (var ours : inFlight) {
            if (seen.equals(new HeadNode.Sighting(ours.after, ours.versionAfter))) {
                deliverThrough(ours, ours.firstSent);
                resend();
                return;
            }
        }
        deposeBy(seen);
    }

    private void deposeBy(HeadNode.Sighting seen) {
        depose("another leads: /head has epoch " + seen.head().epoch());
    }

    private void afterPause(Runnable step) {
        clock.after(
                pause,
                () ->
                        owner.execute(() -> {
                            if (!deposed) {
                                step.run();
                            }
                        }));
        var longer = pause.multipliedBy(2);
        pause = longer.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : longer;
    }

    private void depose(String why) {
        deposed = true;
        inFlight.clear();
        listener.deposed(why);
    }

    private final class InFlight {
        /** Null for a cut. */
        private final @Nullable Entry entry;

        private final Head after;
        private final int versionAfter;
        private final List<Change> changes;
        private final Moment firstSent = Moment.now(clock);
        private Moment sent = firstSent;
        private @Nullable Outcome outcome;

        InFlight(@Nullable Entry entry, Change change, Head after, int expectedVersion) {
            this.entry = entry;
            this.after = after;
            var step = versions.next(expectedVersion, after.encode());
            this.versionAfter = step.after();
            var all = new ArrayList<>(step.changes());
            all.add(change);
            this.changes = List.copyOf(all);
        }

        @Override
        public String toString() {
            return entry == null
                    ? "the cut at entry " + after.tail().cut()
                    : "entry " + entry.number();
        }
    }
}
