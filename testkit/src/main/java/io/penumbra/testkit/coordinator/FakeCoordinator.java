package io.penumbra.testkit.coordinator;

import io.penumbra.core.Invariant;
import io.penumbra.core.port.Coordinator;
import io.penumbra.testkit.sim.SimProcess;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * ZooKeeper's client in one process. What it asks takes effect in the order it was asked, until the
 * connection breaks: then of what was under way a first part may have taken effect, may still, and
 * nobody is told.
 */
final class FakeCoordinator implements Coordinator {
    private static final long DELAY_MIN_NANOS = 100_000;
    private static final long DELAY_SPAN_NANOS = 500_000;
    private static final long RECONNECT_SPAN_NANOS = 150_000_000;

    /** Something asked of the ensemble: what happens there, and what the asker is told. */
    private final class Request<T> {
        final Supplier<T> effect;
        final CompletableFuture<T> answer = new CompletableFuture<>();
        final Supplier<Optional<T>> lost;

        Request(Supplier<T> effect, Supplier<Optional<T>> lost) {
            this.effect = effect;
            this.lost = lost;
        }

        void takeEffect() {
            var result = effect.get();
            int sentOver = connection;
            reply(() -> complete(sentOver, () -> answer.complete(result)));
        }

        private void complete(int sentOver, Runnable completion) {
            if (sentOver == connection && outstanding.remove(this)) {
                process.threads().virtual("zk reply", completion);
            }
        }

        void fail(String why) {
            process.threads()
                    .virtual(
                            "zk reply",
                            () -> {
                                var unknown = lost.get();
                                if (unknown.isPresent()) {
                                    answer.complete(unknown.get());
                                } else {
                                    answer.completeExceptionally(new IOException(why));
                                }
                            });
        }
    }

    private final FakeEnsemble ensemble;
    private final SimProcess process;
    private final ArrayDeque<Request<?>> outstanding = new ArrayDeque<>();
    private final ArrayDeque<Request<?>> unsent = new ArrayDeque<>();
    private final Set<FakeRegistration> registrations = new LinkedHashSet<>();
    private final List<Watch> watches = new ArrayList<>();
    private @Nullable Session session;
    private int connection;
    private boolean connected;
    private boolean closed;
    private long lastArrivalNanos;
    private long lastReplyNanos;
    private long seenZxid;
    private long lagNanos;

    FakeCoordinator(FakeEnsemble ensemble, SimProcess process) {
        this.ensemble = ensemble;
        this.process = process;
        connectLater();
    }

    SimProcess process() {
        return process;
    }

    FakeEnsemble ensemble() {
        return ensemble;
    }

    boolean isClosed() {
        return closed;
    }

    long nextDelay() {
        return DELAY_MIN_NANOS + ensemble.random().nextLong(DELAY_SPAN_NANOS);
    }

    /** Whether the ensemble hears this client's pings. */
    boolean isHeard() {
        return connected
                && !closed
                && process.isAlive()
                && !process.isPaused()
                && ensemble.reaches(process);
    }

    /** Whether this client hears anything. */
    boolean isReachable() {
        return connected && !closed && process.isAlive() && ensemble.reaches(process);
    }

    private void connectLater() {
        long delay = nextDelay() + ensemble.random().nextLong(RECONNECT_SPAN_NANOS);
        ensemble.simulation().afterNanos(delay, this::connect);
    }

    private void connect() {
        if (closed || connected || !process.isAlive()) {
            return;
        }
        if (!ensemble.reaches(process) || process.isPaused()) {
            connectLater();
            return;
        }
        connected = true;
        connection++;
        long lagMax = ensemble.troubles().readLagMax().toNanos();
        lagNanos = lagMax == 0 ? 0 : ensemble.random().nextLong(lagMax);
        if (session == null) {
            session = ensemble.newSession(this);
        }
        var waiting = List.copyOf(unsent);
        unsent.clear();
        waiting.forEach(this::send);
        registrations.forEach(FakeRegistration::ensure);
        watches.forEach(watch -> watch.changed(watch.path()));
    }

    /** The connection breaks. What was under way may still arrive, a first part of it. */
    void connectionLost() {
        if (!connected) {
            return;
        }
        connected = false;
        var abandoned = List.copyOf(outstanding);
        outstanding.clear();
        abandoned.forEach(request -> request.fail("connection to ZooKeeper lost"));
        connectLater();
    }

    void sessionExpired() {
        session = null;
        if (connected) {
            connectionLost();
        }
    }

    @Override
    public CompletableFuture<Outcome> commit(List<Change> changes) {
        var copy = List.copyOf(changes);
        return ask(
                        () -> inSession(s -> ensemble.commit(s, copy)),
                        () -> Optional.of(new Outcome.Unknown("connection lost")))
                .answer;
    }

    private <T> T inSession(Function<Session, T> effect) {
        var current = Invariant.present(session, "arrived without a session");
        var result = effect.apply(current);
        seenZxid = ensemble.zxid();
        return result;
    }

    private <T> Request<T> ask(Supplier<T> effect, Supplier<Optional<T>> lost) {
        var request = new Request<>(effect, lost);
        if (closed) {
            request.fail("this client is closed");
        } else if (connected) {
            send(request);
        } else {
            unsent.add(request);
            ensemble.simulation()
                    .after(
                            ensemble.sessionTimeout(),
                            () -> {
                                if (unsent.remove(request)) {
                                    request.fail("not connected to ZooKeeper");
                                }
                            });
        }
        return request;
    }

    private void send(Request<?> request) {
        outstanding.add(request);
        long now = ensemble.simulation().nowNanos();
        lastArrivalNanos = Math.max(now + nextDelay(), lastArrivalNanos + 1);
        int sentOver = connection;
        var sentIn = session;
        ensemble.simulation()
                .afterNanos(lastArrivalNanos - now, () -> arrive(request, sentOver, sentIn));
    }

    private void arrive(Request<?> request, int sentOver, @Nullable Session sentIn) {
        if (sentOver != connection || !connected || !ensemble.reaches(process)) {
            return;
        }
        var troubles = ensemble.troubles();
        double draw = ensemble.random().nextDouble();
        if (draw < troubles.requestLost()) {
            ensemble.simulation().note(process.node().name(), "loses a request to zk");
            connectionLost();
        } else if (draw < troubles.requestLost() + troubles.replyLost()) {
            ensemble.simulation().note(process.node().name(), "loses a reply of zk");
            request.takeEffect();
            connectionLost();
        } else if (draw < troubles.requestLost() + troubles.replyLost() + troubles.requestLate()) {
            ensemble.simulation().note(process.node().name(), "has a late request to zk");
            connectionLost();
            long late = ensemble.random().nextLong(troubles.lateMax().toNanos());
            ensemble.simulation().afterNanos(late, () -> arriveLate(request, sentIn));
        } else {
            request.takeEffect();
        }
    }

    /** Some server still held it; only the session it was sent in counts. */
    private void arriveLate(Request<?> request, @Nullable Session sentIn) {
        if (sentIn != null && sentIn == session && !closed && ensemble.reaches(process)) {
            request.takeEffect();
        }
    }

    private void reply(Runnable arrival) {
        long now = ensemble.simulation().nowNanos();
        lastReplyNanos = Math.max(now + nextDelay(), lastReplyNanos + 1);
        ensemble.simulation()
                .afterNanos(
                        lastReplyNanos - now,
                        () -> {
                            if (process.isAlive() && ensemble.reaches(process)) {
                                arrival.run();
                            }
                        });
    }

    @Override
    public Optional<Znode> read(String path) throws IOException {
        return await(() -> view().read(path));
    }

    @Override
    public List<String> children(String path) throws IOException {
        return await(() -> view().children(path));
    }

    @Override
    public void sync(String path) throws IOException {
        await(() -> {
            seenZxid = ensemble.zxid();
            return path;
        });
    }

    private ZnodeTree view() {
        return ensemble.treeOf(lagNanos, seenZxid);
    }

    private <T> T await(Supplier<T> effect) throws IOException {
        try {
            return ask(effect, Optional::empty).answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking ZooKeeper", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        }
    }

    /** Asks for something; {@code told} hears whether it is so, or false when nobody knows. */
    void ask(Predicate<Session> effect, Consumer<Boolean> told) {
        ask(() -> inSession(effect::test), () -> Optional.of(false))
                .answer
                .whenComplete((there, _) -> told.accept(there))
                .exceptionally(error -> {
                    process.simulation().fail(error);
                    return false;
                });
    }

    @Override
    public Registration register(String path, byte[] content) {
        var registration = new FakeRegistration(this, path, content);
        registrations.add(registration);
        if (connected) {
            registration.ensure();
        }
        return registration;
    }

    void forget(FakeRegistration registration) {
        registrations.remove(registration);
    }

    @Override
    public AutoCloseable watch(String path, Runnable hint) {
        var watch = new Watch(ensemble, this, path, true, _ -> hint.run());
        watches.add(watch);
        return () -> {
            watches.remove(watch);
            watch.close();
        };
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (session != null) {
                ensemble.end(session, "is closed");
            }
            connectionLost();
            var left = List.copyOf(unsent);
            unsent.clear();
            left.forEach(request -> request.fail("this client was closed"));
            List.copyOf(watches).forEach(Watch::close);
        }
    }
}
