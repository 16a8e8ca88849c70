package io.penumbra.master.repair;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.port.StateStore;
import io.penumbra.core.port.Threads;
import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.loop.DecisionLoop;
import io.penumbra.master.loop.Done;
import io.penumbra.master.member.Claims;
import io.penumbra.master.member.Failing;
import io.penumbra.master.member.MemberCalls;
import io.penumbra.master.member.Subject;
import io.penumbra.master.placement.Server;
import io.penumbra.master.record.ServerMode;
import io.penumbra.master.state.ChunkTable;
import io.penumbra.master.state.Meta;
import io.penumbra.proto.BalanceView;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Has copies moved away from others of their chunk, and from fuller chunkservers to emptier ones,
 * one at a time, while none are missing: copied, compared, journaled; what is left behind is spare
 * then. What a leader does not finish, the next one finds again.
 */
public final class Balancer implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration FAILED_FOR = Duration.ofMinutes(1);

    /** How the journal's events name it. */
    public static final String MOVED = "moved";

    private static final Duration SEAL_MAX = Duration.ofSeconds(30);
    private static final int SEALS_MAX = 64;
    private static final long NEVER = -1;

    /** The share of time that looking may take. */
    private static final int LOOKING_SHARE = 20;

    private final StateStore store;
    private final ServerTable servers;
    private final Repairs repairs;
    private final Claims claims;
    private final DecisionLoop loop;
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
    private Duration pause = LOOK_AGAIN;
    private Duration leastPause = LOOK_AGAIN;
    private long seenChanges = NEVER;

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
        this.loop = loop;
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
        boolean isDue =
                isSpreadNew()
                        || since.compareTo(pause) > 0
                        || (since.compareTo(leastPause) > 0 && servers.changes() != seenChanges);
        return isDue && repairs.isWhole();
    }

    private synchronized boolean isSpreadNew() {
        return found.getSpread() != Meta.spread(store);
    }

    private void look() throws InterruptedException {
        long begin = clock.monotonicNanos();
        long changes = servers.changes();
        var _ = judge.learnModes(store);
        List<ChunkId> toSeal;
        try (var snapshot = store.snapshot()) {
            toSeal = plan(snapshot, changes != seenChanges);
        }
        for (var chunk : toSeal) {
            seal(chunk);
        }
        if (toSeal.size() < SEALS_MAX) {
            seenChanges = changes;
        }
        lookedAt = clock.monotonicNanos();
        leastPause = longer(LOOK_AGAIN, Duration.ofNanos((lookedAt - begin) * LOOKING_SHARE));
        pause =
                planned.isEmpty() && toSeal.isEmpty()
                        ? longer(leastPause, settings.lookEvery())
                        : leastPause;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /**
     * Plans moves; gives the chunks that are to be sealed so that they can move.
     *
     * @param areServersOthers than when all that is written was last looked at: it is where it
     *     could be best then
     */
    private List<ChunkId> plan(StateReader snapshot, boolean areServersOthers) {
        double spread = Meta.spread(snapshot);
        var fills = fills(snapshot);
        double unevenness = fills.unevenness();
        long above = unevenness > spread ? fills.bytesAbove() : 0;
        var balance = new Balance(servers.servers(), fills, spread);
        var toSeal = new ArrayList<ChunkId>();
        ChunkTable.each(
                snapshot,
                (id, chunk) -> {
                    var medium = Judge.medium(snapshot, chunk);
                    if (judge.isInOrder(snapshot, id, chunk)) {
                        balance.consider(id, chunk, medium);
                    } else if (areServersOthers
                            && toSeal.size() < SEALS_MAX
                            && chunk.isHeld()
                            && chunk.isWritten()
                            && balance.isTooClose(id, chunk, medium)) {
                        toSeal.add(id);
                    }
                });
        planned.addAll(balance.moves());
        long left = Math.max(above, balance.tooClose().bytes());
        synchronized (this) {
            found =
                    BalanceView.newBuilder()
                            .setSpread(spread)
                            .setUnevenness(unevenness)
                            .setTooClose(balance.tooClose().chunks())
                            .setBytesLeft(planned.isEmpty() ? 0 : left)
                            .setComplete(true)
                            .build();
        }
        return toSeal;
    }

    /** Its writer goes on in another, and its copies can move. */
    private void seal(ChunkId chunk) throws InterruptedException {
        var done = new Done();
        loop.ask(new LeaderCommand.BeginSeal(chunk, "its copies can be farther apart"), done);
        var _ = done.await(clock, SEAL_MAX);
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
                        .filter(Server::live)
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
