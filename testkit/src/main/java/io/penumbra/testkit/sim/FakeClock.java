package io.penumbra.testkit.sim;

import io.penumbra.core.port.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** A machine's clock as one of its processes sees it. */
public final class FakeClock implements Clock {
    private final SimProcess process;

    /** One callback for each future, however often it is waited for: they cannot be taken back. */
    private final Map<CompletableFuture<?>, Relay> relays = new WeakHashMap<>();

    FakeClock(SimProcess process) {
        this.process = process;
    }

    @Override
    public Instant wall() {
        return process.node().wall();
    }

    @Override
    public long monotonicNanos() {
        return process.node().localNanos();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        var waiter = new Waiter();
        var alarm = schedule(duration, waiter::wake);
        try {
            waiter.park();
        } finally {
            alarm.cancel();
        }
    }

    @Override
    public <T> T await(CompletableFuture<T> future, Duration atMost)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!future.isDone()) {
            park(future, atMost);
        }
        if (!future.isDone()) {
            throw new TimeoutException("nothing within " + atMost);
        }
        return future.get();
    }

    private void park(CompletableFuture<?> future, Duration atMost) throws InterruptedException {
        var waiter = new Waiter();
        var relay = relays.computeIfAbsent(future, Relay::of);
        relay.waiting.add(waiter);
        var alarm = schedule(atMost, waiter::wake);
        try {
            waiter.park();
        } finally {
            alarm.cancel();
            relay.waiting.remove(waiter);
        }
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        var fired = new OneShot(task);
        var event = schedule(delay, () -> process.threads().virtual("timer", fired));
        return () -> {
            event.cancel();
            fired.cancelled = true;
        };
    }

    /** Runs {@code action} on the world's own thread after a while of this machine's clock. */
    public Event schedule(Duration local, Runnable action) {
        long world = process.node().worldNanos(Math.max(0, local.toNanos()));
        return process.simulation()
                .afterNanos(
                        world,
                        () -> {
                            if (process.isAlive()) {
                                action.run();
                            }
                        });
    }

    private static final class OneShot implements Runnable {
        private final Runnable task;
        private boolean cancelled;

        OneShot(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (!cancelled) {
                task.run();
            }
        }
    }

    private static final class Relay {
        private final List<Waiter> waiting = new ArrayList<>();

        static Relay of(CompletableFuture<?> future) {
            var relay = new Relay();
            var _ = future.whenComplete((_, _) -> relay.wakeAll());
            return relay;
        }

        private void wakeAll() {
            List.copyOf(waiting).forEach(Waiter::wake);
        }
    }
}
