package io.penumbra.master.repair;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.port.StateStore;
import io.penumbra.core.port.Threads;
import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.master.loop.DecisionLoop;
import io.penumbra.master.member.Claims;
import io.penumbra.master.member.Failing;
import io.penumbra.master.member.MemberCalls;
import io.penumbra.master.member.Subject;
import io.penumbra.master.placement.Placement;
import io.penumbra.master.record.ServerMode;
import io.penumbra.master.repair.Balance.Move;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.Meta;
import io.penumbra.proto.BalanceView;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Has copies moved from fuller chunkservers to emptier ones, one at a time, while none are missing:
 * copied, compared, journaled; what is left behind is spare then. What a leader does not finish,
 * the next one finds again.
 */
public final class Balancer implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration FAILED_FOR = Duration.ofMinutes(1);

    /** How the journal's events name it. */
    public static final String MOVED = "moved";

    /** The share of time that looking may take. */
    private static final int LOOKING_SHARE = 20;

    private final StateStore store;
    private final ServerTable servers;
    private final Repairs repairs;
    private final Claims claims;
    private final Copying copying;
    private final Failing<ServerId> failing;
    private final Judge judge;
    private final BalanceSettings settings;
    private final Clock clock;
    private final Threads threads;
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();

    // Confined to the balancing thread.
    private final ArrayDeque<Move> planned = new ArrayDeque<>();
    private long lookedAt;
    private Duration nextLook = LOOK_AGAIN;

    @GuardedBy("this")
    private final Throughput throughput = new Throughput();

    @GuardedBy("this")
    private BalanceView found = BalanceView.getDefaultInstance();

    /** What balancing stands on, and is held back by. */
    public record Around(
            StateStore store, ServerTable servers, Repairs repairs, Claims claims, Clock clock) {}

    public Balancer(
            Around around,
            MemberCalls members,
            DecisionLoop loop,
            BalanceSettings settings,
            Threads threads) {
        store = around.store();
        servers = around.servers();
        repairs = around.repairs();
        claims = around.claims();
        clock = around.clock();
        this.settings = settings;
        this.threads = threads;
        copying = new Copying(members, loop, clock);
        failing = new Failing<>(clock, FAILED_FOR);
        judge = new Judge(servers, failing, RepairSettings.DEFAULT.grace(), clock);
        lookedAt = clock.monotonicNanos();
    }

    public Thread start() {
        return threads.platform("balancer", this::run);
    }

    /** How even it is, and what moves. */
    public BalanceView view() {
        double spread = Meta.spread(store);
        synchronized (this) {
            return found.toBuilder()
                    .setSpread(spread)
                    .setBytesDone(throughput.total())
                    .setBytesPerSecond(throughput.perSecond(clock.monotonicNanos()))
                    // It was found with the spread of then.
                    .setComplete(found.getComplete() && found.getSpread() == spread)
                    .build();
        }
    }

    @Override
    public void close() {
        closed.complete(true);
    }

    private void run() {
        try {
            while (!closed.isDone()) {
                if (!planned.isEmpty()) {
                    begin(planned.removeFirst());
                } else if (isDoneWithin(TICK, closed)) {
                    return;
                } else if (isLookDue()) {
                    look();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isLookDue() {
        var since = Duration.ofNanos(clock.monotonicNanos() - lookedAt);
        boolean isNews;
        synchronized (this) {
            isNews = found.getSpread() != Meta.spread(store);
        }
        return (isNews || since.compareTo(nextLook) > 0) && repairs.isWhole();
    }

    private void look() {
        long begin = clock.monotonicNanos();
        var _ = judge.learnModes(store);
        try (var snapshot = store.snapshot()) {
            plan(snapshot);
        }
        lookedAt = clock.monotonicNanos();
        var least = Duration.ofNanos((lookedAt - begin) * LOOKING_SHARE);
        nextLook = planned.isEmpty() ? settings.lookEvery() : LOOK_AGAIN;
        nextLook = nextLook.compareTo(least) < 0 ? least : nextLook;
    }

    private void plan(StateReader snapshot) {
        double spread = Meta.spread(snapshot);
        var fills = fills(snapshot);
        double unevenness = fills.unevenness();
        long above = fills.bytesAbove();
        if (unevenness > spread) {
            var balance = new Balance(servers.servers(), fills, spread);
            ChunkTable.each(
                    snapshot,
                    (id, chunk) -> {
                        if (judge.isInOrder(snapshot, id, chunk)) {
                            balance.consider(id, chunk, Judge.medium(snapshot, chunk));
                        }
                    });
            planned.addAll(balance.moves());
        }
        synchronized (this) {
            found =
                    BalanceView.newBuilder()
                            .setSpread(spread)
                            .setUnevenness(unevenness)
                            .setBytesLeft(planned.isEmpty() ? 0 : above)
                            .setComplete(true)
                            .build();
        }
    }

    private Fills fills(StateReader snapshot) {
        var bytes = new TreeMap<ServerId, Long>();
        ChunkTable.each(
                snapshot,
                (_, chunk) ->
                        chunk.members()
                                .forEach(member -> bytes.merge(member, chunk.length(), Long::sum)));
        var fit =
                servers.servers().all().stream()
                        .filter(Placement::canTakeMore)
                        .filter(server -> judge.modes().of(server.id()) == ServerMode.SERVING)
                        .filter(server -> !failing.contains(server.id()))
                        .toList();
        return new Fills(fit, bytes);
    }

    /** Returns when the move is done, or this is closed. */
    private void begin(Move move) throws InterruptedException {
        var job = job(move);
        // Things may have changed since it was planned; then a later look plans anew.
        if (job.isEmpty() || !repairs.isWhole() || !claims.take(move.chunk())) {
            return;
        }
        var done = new CompletableFuture<Boolean>();
        threads.virtual("balance-" + move.chunk(), () -> work(job.get(), done));
        var either = CompletableFuture.anyOf(closed, done);
        while (!isDoneWithin(TICK, either)) {
            // A move takes as long as it takes: its calls have deadlines.
        }
    }

    private Optional<Copying.Job> job(Move move) {
        return ChunkTable.find(store, move.chunk())
                .filter(chunk -> judge.isInOrder(store, move.chunk(), chunk))
                .filter(chunk -> chunk.members().contains(move.from()))
                .filter(chunk -> !chunk.members().contains(move.to()))
                .map(chunk ->
                        new Copying.Job(
                                Subject.of(move.chunk(), chunk),
                                chunk,
                                move.to(),
                                chunk.members(),
                                false,
                                move.after(chunk.members()),
                                MOVED));
    }

    private void work(Copying.Job job, CompletableFuture<Boolean> done) {
        long begin = clock.monotonicNanos();
        long bytes = job.chunk().length();
        try {
            if (copying.run(job)) {
                moved(bytes, begin);
            } else {
                failing.failed(job.target());
            }
            var least = Duration.ofNanos((long) (1e9 * bytes / settings.bytesPerSecond()));
            var left = least.minusNanos(clock.monotonicNanos() - begin);
            if (left.isPositive()) {
                clock.sleep(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            claims.give(job.subject().chunk());
            done.complete(true);
        }
    }

    private synchronized void moved(long bytes, long begin) {
        throughput.add(bytes, begin, clock.monotonicNanos());
    }

    private boolean isDoneWithin(Duration time, CompletableFuture<?> future)
            throws InterruptedException {
        try {
            clock.await(future, time);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
