package io.penumbra.master.collect;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.StateStore;
import io.penumbra.core.port.Threads;
import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.loop.DecisionLoop;
import io.penumbra.master.loop.Done;
import io.penumbra.master.member.Claims;
import io.penumbra.master.member.MemberCalls;
import io.penumbra.proto.GcView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Now and then takes chunks out of the journal that no file has anything in, and has chunkservers
 * put away the copies that nobody counts on. Nothing goes because it is unknown: only what the
 * journal says was collected, and what has all its copies elsewhere.
 */
public final class Collector implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Collector.class);
    private static final Duration COMMIT_MAX = Duration.ofSeconds(30);

    /** A batch has room for far more, and others wait for each step. */
    private static final int AT_ONCE = 500;

    private final StateStore store;
    private final Inventory inventory;
    private final MemberCalls members;
    private final Claims claims;
    private final DecisionLoop loop;
    private final CollectSettings settings;
    private final Clock clock;
    private final Threads threads;
    private final Account account;
    private final Compactor compactor;
    private final Tidier tidier;
    private volatile boolean closed;
    private volatile CompletableFuture<Boolean> wake = new CompletableFuture<>();

    public Collector(
            StateStore store,
            ServerTable servers,
            MemberCalls members,
            Claims claims,
            DecisionLoop loop,
            CollectSettings settings,
            Clock clock,
            Threads threads) {
        this.store = store;
        inventory = new Inventory(servers, loop.epoch());
        this.members = members;
        this.claims = claims;
        this.loop = loop;
        this.settings = settings;
        this.clock = clock;
        this.threads = threads;
        account = new Account(settings.interval());
        var chunks = new NewChunks(members, loop, settings.bytesPerSecond(), clock, threads);
        compactor = new Compactor(store, members, chunks, clock);
        tidier = new Tidier(store, members, chunks, settings.tidyParts(), clock);
    }

    public Thread start() {
        return threads.platform("collector", this::run);
    }

    /** Begins the next pass now, unless this leader is still too new. */
    public void runNow() {
        wake.complete(true);
    }

    public GcView view() {
        return account.view();
    }

    @Override
    public void close() {
        closed = true;
        runNow();
    }

    private void run() {
        try {
            account.waitsFor(
                    "the leader is new: first it listens for %d s"
                            .formatted(settings.silence().toSeconds()));
            listen();
            while (!closed) {
                account.begins();
                pass();
                account.ends(clock.wall().toEpochMilli());
                await(settings.interval());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** However often it is woken. */
    private void listen() throws InterruptedException {
        long until = clock.monotonicNanos() + settings.silence().toNanos();
        for (long left = settings.silence().toNanos();
                left > 0 && !closed;
                left = until - clock.monotonicNanos()) {
            await(Duration.ofNanos(left));
        }
    }

    private void await(Duration time) throws InterruptedException {
        try {
            clock.await(wake, time);
            wake = new CompletableFuture<>();
        } catch (TimeoutException e) {
            log.trace("a pass is due after {}", time);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void pass() throws InterruptedException {
        collect();
        account.joined(tidier.run(() -> !closed));
        account.compacted(compactor.run(() -> !closed));
        for (var server : inventory.judged()) {
            discard(server);
        }
    }

    private void collect() throws InterruptedException {
        Unused unused;
        try (var snapshot = store.snapshot()) {
            unused = Unused.in(snapshot);
        }
        account.held(unused.held());
        var all = unused.collectable();
        for (int at = 0; at < all.size() && !closed; at += AT_ONCE) {
            var some = all.subList(at, Math.min(all.size(), at + AT_ONCE));
            var done = new Done();
            loop.ask(new LeaderCommand.Collect(List.copyOf(some)), done);
            if (!done.await(clock, COMMIT_MAX)) {
                return; // the next pass finds them again
            }
            account.collected(some.size(), unused.bytes() * some.size() / all.size());
        }
    }

    private void discard(ServerId server) {
        var trash = new ArrayList<ChunkId>();
        try (var snapshot = store.snapshot()) {
            for (var id : inventory.of(server)) {
                var verdict = inventory.judge(snapshot, server, id);
                if (verdict.isTrash()) {
                    trash.add(id);
                } else if (verdict != Leftover.NEEDED) {
                    account.found(server, id, verdict);
                }
            }
        }
        for (int at = 0; at < trash.size() && !closed; at += AT_ONCE) {
            discard(server, trash.subList(at, Math.min(trash.size(), at + AT_ONCE)));
        }
    }

    /** Nobody makes or counts copies of them meanwhile; so they are judged once more. */
    private void discard(ServerId server, List<ChunkId> some) {
        var claimed = some.stream().filter(claims::take).toList();
        try {
            List<ChunkId> still;
            try (var snapshot = store.snapshot()) {
                still =
                        claimed.stream()
                                .filter(id -> inventory.judge(snapshot, server, id).isTrash())
                                .toList();
            }
            if (!still.isEmpty()) {
                members.discard(still, server).ifPresent(account::discarded);
            }
        } finally {
            claimed.forEach(claims::give);
        }
    }
}
