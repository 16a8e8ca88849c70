package io.penumbra.master.repair;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.port.StateStore;
import io.penumbra.core.port.Threads;
import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.master.cluster.live.Standing;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.loop.DecisionLoop;
import io.penumbra.master.loop.Waiter;
import io.penumbra.master.member.MemberCalls;
import io.penumbra.master.member.Subject;
import io.penumbra.master.placement.Placement;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.SettingTable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * Looks at all chunks whenever a chunkserver came or went, and now and then, and has missing copies
 * made, those of chunks that have one left first. A few at a time, and no faster than is allowed.
 * What a leader does not finish, the next one finds again.
 */
public final class Repairs implements AutoCloseable {
    private static final int AT_ONCE = 4;
    private static final int WAITING_MAX = 10_000;
    private static final int SEALED_MAX = 10_000;
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final Duration LOOK_ANYWAY = Duration.ofMinutes(1);

    /** The share of time that looking may take. */
    private static final int LOOKING_SHARE = 20;

    private record Need(ChunkId chunk, int good, long bytes) {}

    private final StateStore store;
    private final ServerTable servers;
    private final DecisionLoop loop;
    private final RepairSettings settings;
    private final Clock clock;
    private final Threads threads;
    private final RandomGenerator random;
    private final Copying copying;
    private final Failing failing;
    private final long beginNanos;
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();

    // Confined to the looking thread.
    private final ArrayDeque<Need> waiting = new ArrayDeque<>();
    private long seenChanges = -1;
    private long lookedAt;
    private long lookingNanos;
    private boolean anythingLacks;
    private boolean lookSoon;

    private final ReentrantLock lock = new ReentrantLock();

    /** Never two copies of one chunk at a time. */
    @GuardedBy("lock")
    private final TreeSet<ChunkId> inHand = new TreeSet<>();

    /** Chunks that were sealed and not looked at yet. */
    @GuardedBy("lock")
    private final ArrayDeque<ChunkId> sealed = new ArrayDeque<>();

    @GuardedBy("lock")
    private final Throughput throughput = new Throughput();

    @GuardedBy("lock")
    private RepairStatus looked = new RepairStatus(0, 0, 0, 0, 0, 0, 0, false);

    @GuardedBy("lock")
    private long lookedChanges = -1;

    @GuardedBy("lock")
    private long doneSinceLook;

    public Repairs(
            StateStore store,
            ServerTable servers,
            MemberCalls members,
            DecisionLoop loop,
            RepairSettings settings,
            Clock clock,
            Threads threads,
            RandomGenerator random) {
        this.store = store;
        this.servers = servers;
        this.loop = loop;
        this.settings = settings;
        this.clock = clock;
        this.threads = threads;
        this.random = random;
        copying = new Copying(members, loop, clock);
        failing = new Failing(clock);
        beginNanos = clock.monotonicNanos();
    }

    public Thread start() {
        return threads.platform("repairs", this::run);
    }

    public RepairStatus status() {
        lock.lock();
        try {
            return new RepairStatus(
                    looked.lacking(),
                    looked.lastCopies(),
                    looked.unreachable(),
                    Math.max(0, looked.bytesLeft() - doneSinceLook),
                    throughput.total(),
                    throughput.perSecond(clock.monotonicNanos()),
                    inHand.size(),
                    lookedChanges == servers.changes() && sealed.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    /** The chunk is sealed, maybe on fewer members than it should have, and that is merged. */
    public void sealed(ChunkId chunk) {
        lock.lock();
        try {
            sealed.addLast(chunk);
            if (sealed.size() > SEALED_MAX) {
                sealed.removeFirst(); // the look at all that comes now and then finds it
            }
        } finally {
            lock.unlock();
        }
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
        if (servers.changes() != seenChanges) {
            return true;
        }
        var pause = anythingLacks || lookSoon ? LOOK_AGAIN : LOOK_ANYWAY;
        long rest = Math.max(pause.toNanos(), LOOKING_SHARE * lookingNanos);
        return clock.monotonicNanos() - lookedAt > rest;
    }

    /** One that lacks copies has all looked at soon. */
    private void lookAtSealed() {
        List<ChunkId> now;
        lock.lock();
        try {
            now = List.copyOf(sealed);
        } finally {
            lock.unlock();
        }
        for (var id : now) {
            var chunk = ChunkTable.find(store, id).filter(Chunk::isSealed);
            lookSoon |=
                    chunk.isPresent()
                            && verdict(store, id, chunk.get(), clock.monotonicNanos()).isLacking();
        }
        lock.lock();
        try {
            for (int i = 0; i < now.size() && !sealed.isEmpty(); i++) {
                sealed.removeFirst();
            }
            if (lookSoon) {
                lookedChanges = -1;
            }
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        lookSoon = false;
        long begin = clock.monotonicNanos();
        seenChanges = servers.changes();
        var look = new Look();
        try (var snapshot = store.snapshot()) {
            ChunkTable.each(snapshot, (id, chunk) -> look.at(snapshot, id, chunk));
        }
        look.needs.sort(Comparator.comparingInt(Need::good).thenComparing(Need::chunk));
        waiting.addAll(look.needs.subList(0, Math.min(WAITING_MAX, look.needs.size())));
        anythingLacks = look.lacking > 0 || look.beginsSeals;
        lookedAt = clock.monotonicNanos();
        lookingNanos = lookedAt - begin;
        lock.lock();
        try {
            looked =
                    new RepairStatus(
                            look.lacking,
                            look.lastCopies,
                            look.unreachable,
                            look.bytesLeft,
                            0,
                            0,
                            0,
                            true);
            lookedChanges = seenChanges;
            doneSinceLook = 0;
        } finally {
            lock.unlock();
        }
    }

    /** One look at all chunks. */
    private final class Look {
        private final List<Need> needs = new ArrayList<>();
        private final boolean frozen;
        private final long now = clock.monotonicNanos();
        private long lacking;
        private long lastCopies;
        private long unreachable;
        private long bytesLeft;
        private boolean beginsSeals;

        Look() {
            frozen = MassLoss.isFrozen(servers.silences(now), servers.servers().all().size());
        }

        void at(StateReader state, ChunkId id, Chunk chunk) {
            if (chunk.isOpen() && chunk.isWritten()) {
                atOpen(id, chunk);
            } else if (chunk.isSealed() && chunk.use().references() > 0) {
                atSealed(id, chunk, verdict(state, id, chunk, now));
            }
        }

        /** Its writer does not write now, or it would have noticed. */
        private void atOpen(ChunkId id, Chunk chunk) {
            for (var member : chunk.members()) {
                if (servers.standing(member, id, now) instanceof Standing.Silent(var since)
                        && since.compareTo(settings.grace()) > 0) {
                    beginsSeals = true;
                    var why = "%s is silent for %d s".formatted(member, since.toSeconds());
                    loop.ask(new LeaderCommand.BeginSeal(id, why), Waiter.NOBODY);
                    return;
                }
            }
        }

        private void atSealed(ChunkId id, Chunk chunk, Verdict verdict) {
            if (!verdict.isLacking()) {
                return;
            }
            lacking++;
            if (verdict.isUnreachable()) {
                unreachable++;
                return;
            }
            lastCopies += verdict.isLastCopy() ? 1 : 0;
            bytesLeft += chunk.length() * (verdict.wanted() - verdict.good().size());
            if (verdict.isUrgent() && (!frozen || verdict.isLastCopy())) {
                needs.add(new Need(id, verdict.good().size(), chunk.length()));
            }
        }
    }

    private Verdict verdict(StateReader state, ChunkId id, Chunk chunk, long now) {
        int wanted =
                SettingTable.findClass(state, chunk.storageClass())
                        .map(storageClass -> storageClass.replicas())
                        .orElse(chunk.members().size());
        return Verdict.of(
                chunk,
                wanted,
                member -> servers.standing(member, id, now),
                failing::contains,
                Duration.ofNanos(now - beginNanos),
                settings.grace());
    }

    private void dispatch() {
        while (!waiting.isEmpty() && isAnyFree()) {
            var need = waiting.removeFirst();
            job(need.chunk())
                    .ifPresent(job -> {
                        if (take(need.chunk())) {
                            threads.virtual("repair-" + need.chunk(), () -> work(job));
                        }
                    });
        }
    }

    /** What is to be done by now: things may have changed since it was put in line. */
    private Optional<Copying.Job> job(ChunkId id) {
        var chunk = ChunkTable.find(store, id).filter(Chunk::isSealed).orElse(null);
        if (chunk == null || chunk.use().references() == 0) {
            return Optional.empty();
        }
        var verdict = verdict(store, id, chunk, clock.monotonicNanos());
        if (!verdict.isUrgent()) {
            return Optional.empty();
        }
        return target(chunk, verdict)
                .map(target ->
                        new Copying.Job(
                                Subject.of(id, chunk),
                                chunk,
                                target,
                                verdict.good(),
                                verdict.with(target)));
    }

    private Optional<ServerId> target(Chunk chunk, Verdict verdict) {
        if (!verdict.behind().isEmpty()) {
            return Optional.of(verdict.behind().getFirst());
        }
        var excluded = failing.all();
        excluded.addAll(chunk.members());
        return Placement.oneMore(servers.servers(), verdict.good(), excluded, random)
                .map(server -> server.id());
    }

    private boolean isAnyFree() {
        lock.lock();
        try {
            return inHand.size() < AT_ONCE;
        } finally {
            lock.unlock();
        }
    }

    private boolean take(ChunkId chunk) {
        lock.lock();
        try {
            return inHand.add(chunk);
        } finally {
            lock.unlock();
        }
    }

    private void work(Copying.Job job) {
        long begin = clock.monotonicNanos();
        long bytes = job.chunk().length();
        try {
            if (copying.run(job)) {
                failing.succeeded(job.target());
                done(bytes, begin);
            } else {
                failing.failed(job.target());
            }
            rest(bytes, clock.monotonicNanos() - begin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.lock();
            try {
                inHand.remove(job.subject().chunk());
            } finally {
                lock.unlock();
            }
        }
    }

    private void done(long bytes, long beganNanos) {
        lock.lock();
        try {
            doneSinceLook += bytes;
            throughput.add(bytes, beganNanos, clock.monotonicNanos());
        } finally {
            lock.unlock();
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
