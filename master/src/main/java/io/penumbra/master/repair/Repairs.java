package io.penumbra.master.repair;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.StateStore;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.loop.DecisionLoop;
import io.penumbra.master.loop.Waiter;
import io.penumbra.master.member.Claims;
import io.penumbra.master.member.Failing;
import io.penumbra.master.member.MemberCalls;
import io.penumbra.master.member.Subject;
import io.penumbra.master.placement.Placement;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.ModeTable;
import io.penumbra.master.state.Modes;
import io.penumbra.proto.LeavingView;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.RepairView;
import io.penumbra.proto.ServerMode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Looks at all chunks whenever a chunkserver came or went, soon after a seal that left too few
 * copies, and now and then, and has missing copies made, those of chunks that have one left first.
 * A few at a time, and no faster than is allowed. What a leader does not finish, the next one finds
 * again.
 */
public final class Repairs implements AutoCloseable {
    private static final int AT_ONCE = 4;
    private static final int ASKED_AT_ONCE = 64;
    private static final Duration FAILED_FOR = Duration.ofMinutes(1);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final Duration LOOK_ANYWAY = Duration.ofMinutes(1);

    /** The share of time that looking may take. */
    private static final int LOOKING_SHARE = 20;

    private final StateStore store;
    private final ServerTable servers;
    private final DecisionLoop loop;
    private final RepairSettings settings;
    private final Clock clock;
    private final Threads threads;
    private final RandomGenerator random;
    private final Claims claims;
    private final Predicate<ServerId> keepsArchive;
    private final Copying copying;
    private final Failing<ServerId> failing;
    private final Failing<ChunkId> hopeless;
    private final Judge judge;
    private final Progress progress = new Progress();
    private final JustSealed sealed = new JustSealed();
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();

    /** What was asked of the journal and is not answered: while it stands still, no more. */
    private final AtomicInteger asked = new AtomicInteger();

    // Confined to the looking thread.
    private final ArrayDeque<Need> waiting = new ArrayDeque<>();
    private long lookedAt;
    private long lookingNanos;
    private boolean lookAgain = true;

    /**
     * @param keepsArchive of a chunkserver that is leaving: whether the archive counts on it, as
     *     far as is known
     */
    public Repairs(
            StateStore store,
            ServerTable servers,
            MemberCalls members,
            Claims claims,
            DecisionLoop loop,
            RepairSettings settings,
            Predicate<ServerId> keepsArchive,
            Clock clock,
            Threads threads,
            RandomGenerator random) {
        this.store = store;
        this.servers = servers;
        this.claims = claims;
        this.loop = loop;
        this.settings = settings;
        this.keepsArchive = keepsArchive;
        this.clock = clock;
        this.threads = threads;
        this.random = random;
        copying = new Copying(members, loop, clock);
        failing = new Failing<>(clock, FAILED_FOR);
        hopeless = new Failing<>(clock, FAILED_FOR);
        judge = new Judge(servers, failing, settings.grace(), clock);
    }

    public Thread start() {
        return threads.platform("repairs", this::run);
    }

    /** How far it is. */
    public RepairView view() {
        boolean complete =
                progress.hasSeen(servers.changes())
                        && sealed.unseen().isEmpty()
                        && judge.modes().equals(Modes.at(store, clock.wall()));
        var view = progress.view(complete, clock.monotonicNanos()).toBuilder();
        ModeTable.all(store)
                .forEach((server, entry) -> view.addLeaving(leaving(server, entry, complete)));
        return view.build();
    }

    /** Whether all chunks in use were looked at, and have all their copies. */
    public boolean isWhole() {
        var view = view();
        return view.getComplete() && view.getLacking() == 0 && view.getUntold() == 0;
    }

    private LeavingView leaving(ServerId server, ModeTable.Entry entry, boolean counted) {
        var left = progress.left(server);
        return LeavingView.newBuilder()
                .setServer(server.value())
                .setMode(
                        switch (entry.at(clock.wall())) {
                            case SERVING -> ServerMode.SERVING;
                            case DRAINING -> ServerMode.DRAINING;
                            case MAINTENANCE -> ServerMode.MAINTENANCE;
                        })
                .setUntilMillis(entry.until().toEpochMilli())
                .setChunks(left.chunks())
                .setBytes(left.bytes())
                .setCounted(counted)
                .setKeepsArchive(keepsArchive.test(server))
                .build();
    }

    /** The chunk is sealed, maybe on fewer members than it should have, and that is merged. */
    public void sealed(ChunkId chunk) {
        sealed.add(chunk, clock.monotonicNanos());
    }

    @Override
    public void close() {
        closed.complete(true);
    }

    private void run() {
        try {
            // Chunkservers say first what they have.
            boolean over = isClosedWithin(settings.grace());
            while (!over) {
                lookAtSealed();
                if (judge.learnModes(store)) {
                    progress.outdated();
                }
                if (waiting.isEmpty() && isLookDue()) {
                    look();
                }
                dispatch();
                over = isClosedWithin(TICK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosedWithin(Duration time) throws InterruptedException {
        try {
            return clock.await(closed, time);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isLookDue() {
        long since = clock.monotonicNanos() - lookedAt;
        if (since < LOOKING_SHARE * lookingNanos) {
            return false;
        }
        var pause = lookAgain ? LOOK_AGAIN : LOOK_ANYWAY;
        return !progress.hasSeen(servers.changes()) || since > pause.toNanos();
    }

    /** One that lacks copies has all looked at. */
    private void lookAtSealed() {
        var some = sealed.unseen();
        if (some.stream().anyMatch(this::isLacking)) {
            progress.outdated();
        }
        sealed.seen(some);
    }

    private boolean isLacking(ChunkId id) {
        return ChunkTable.find(store, id)
                .flatMap(chunk -> judge.notInOrder(store, id, chunk))
                .isPresent();
    }

    private void look() {
        long changes = servers.changes();
        long begin = clock.monotonicNanos();
        Look look;
        try (var snapshot = store.snapshot()) {
            look = Look.at(snapshot, judge, chunk -> sealed.isUntold(chunk, begin));
        }
        waiting.addAll(look.needs());
        look.toSeal().forEach(this::seal);
        look.toTrim().forEach(this::trim);
        lookAgain =
                !look.missing().isNothing() || !look.toSeal().isEmpty() || !look.toTrim().isEmpty();
        lookedAt = clock.monotonicNanos();
        lookingNanos = lookedAt - begin;
        progress.looked(look.missing(), look.left(), changes);
    }

    private void seal(ChunkId chunk, String why) {
        ask(new LeaderCommand.BeginSeal(chunk, why));
    }

    /** What is beyond these is spare, and the collector takes it. */
    private void trim(ChunkId chunk, List<ServerId> kept) {
        ChunkTable.find(store, chunk)
                .ifPresent(it ->
                        ask(new LeaderCommand.SetMembers(chunk, it.members(), kept, "trimmed")));
    }

    private void ask(LeaderCommand command) {
        if (asked.get() < ASKED_AT_ONCE) {
            asked.incrementAndGet();
            loop.ask(command, new Asked());
        }
    }

    private final class Asked implements Waiter {
        @Override
        public void outcome(Outcome outcome) {
            asked.decrementAndGet();
        }

        @Override
        public void refused(Refusal refusal) {
            asked.decrementAndGet();
        }
    }

    private void dispatch() {
        while (!waiting.isEmpty() && progress.running() < AT_ONCE) {
            job(waiting.removeFirst().chunk()).ifPresent(this::begin);
        }
    }

    private void begin(Copying.Job job) {
        var chunk = job.subject().chunk();
        // If somebody else has it in hand, the next look finds it again.
        if (claims.take(chunk)) {
            progress.begin(chunk);
            threads.virtual("repair-" + chunk, () -> work(job));
        }
    }

    /** What is to be done by now: things may have changed since it was put in line. */
    private Optional<Copying.Job> job(ChunkId id) {
        return ChunkTable.find(store, id)
                .flatMap(chunk ->
                        judge.notInOrder(store, id, chunk)
                                .filter(Verdict::isUrgent)
                                .filter(verdict ->
                                        !verdict.isLastChance() || !hopeless.contains(id))
                                .flatMap(verdict -> job(id, chunk, verdict)));
    }

    private Optional<Copying.Job> job(ChunkId id, Chunk chunk, Verdict verdict) {
        return target(chunk, verdict)
                .map(target ->
                        new Copying.Job(
                                Subject.of(id, chunk),
                                chunk,
                                target,
                                verdict.sources().stream()
                                        .filter(source -> !source.equals(target))
                                        .toList(),
                                verdict.isLastChance(),
                                verdict.with(target),
                                "copied"));
    }

    private Optional<ServerId> target(Chunk chunk, Verdict verdict) {
        if (!verdict.behind().isEmpty()) {
            return Optional.of(verdict.behind().getFirst());
        }
        var excluded = failing.all();
        excluded.addAll(chunk.members());
        excluded.addAll(judge.modes().others().keySet());
        return Placement.oneMore(
                        servers.servers(),
                        Judge.medium(store, chunk),
                        verdict.good(),
                        excluded,
                        random)
                .map(server -> server.id());
    }

    private void work(Copying.Job job) {
        long begin = clock.monotonicNanos();
        long bytes = job.chunk().length();
        try {
            if (copying.run(job)) {
                failing.succeeded(job.target());
                progress.copied(bytes, begin, clock.monotonicNanos());
            } else if (job.isLastChance()) {
                hopeless.failed(job.subject().chunk());
            } else {
                failing.failed(job.target());
            }
            rest(bytes, clock.monotonicNanos() - begin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            progress.end(job.subject().chunk());
            claims.give(job.subject().chunk());
        }
    }

    /** Each of those at work has its share of the rate. */
    private void rest(long bytes, long tookNanos) throws InterruptedException {
        double seconds = (double) bytes * AT_ONCE / settings.bytesPerSecond();
        var left = Duration.ofNanos((long) (seconds * 1e9) - tookNanos);
        if (left.isPositive()) {
            clock.sleep(left);
        }
    }
}
