package io.penumbra.testkit.sim;

import io.penumbra.core.Invariant;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A world with its own time, run by the thread that calls it, one continuation after the other.
 *
 * <p>Everything that could differ between two runs comes from the seed: which of the ready
 * continuations goes next, and whatever the fakes draw from {@link #random}. Time moves only when
 * nothing is ready. Confined to one real thread; a continuation that becomes ready on another (a
 * real timer, a contended monitor) fails the run.
 */
public final class Simulation {
    /** More steps than this without time moving is a loop that waits for nothing. */
    private static final int STEPS_WITHOUT_TIME_MAX = 2_000_000;

    private static final int NOTES_MAX = 400;

    /** A continuation that may go on, and the process that it belongs to. */
    record Ready(SimProcess process, Runnable continuation) {}

    private final long seed;
    private final SplittableRandom schedule;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<Ready> ready = new ArrayList<>();
    private final Map<String, SimNode> nodes = new LinkedHashMap<>();
    private final ArrayDeque<String> notes = new ArrayDeque<>();
    private final boolean notesPrinted = Boolean.getBoolean("penumbra.simulation.print");
    private final Thread owner = Thread.currentThread();

    private long nowNanos;
    private long sequence;
    private long steps;
    private long stepsAtNow;
    private long traceHash = 0x9E37_79B9_7F4A_7C15L;
    private volatile @Nullable Throwable failure;

    public Simulation(long seed) {
        this.seed = seed;
        this.schedule = new SplittableRandom(seed);
    }

    public long seed() {
        return seed;
    }

    /** Virtual time since the world began. */
    public long nowNanos() {
        return nowNanos;
    }

    public long steps() {
        return steps;
    }

    /** Equal for two runs that did the same in the same order. */
    public long traceHash() {
        return traceHash;
    }

    /** A source of randomness of its own, so that one fake's draws do not shift another's. */
    public RandomGenerator random(String purpose) {
        return new SplittableRandom(seed * 0x9E37_79B9_7F4A_7C15L + purpose.hashCode());
    }

    /** The machine of this name, made when first asked for. */
    public SimNode node(String name) {
        return nodes.computeIfAbsent(name, _ -> new SimNode(this, name, nodes.size()));
    }

    /** Runs {@code action} on the world's own thread, which must not block, after {@code delay}. */
    public Event after(Duration delay, Runnable action) {
        return afterNanos(delay.toNanos(), action);
    }

    public Event afterNanos(long delay, Runnable action) {
        long due = Math.addExact(nowNanos, Math.max(0, delay));
        var event = new Event(due, sequence++, action);
        events.add(event);
        return event;
    }

    /** Something for the reader of a failure; the latest are printed with it. */
    public void note(String who, String what) {
        var line = "%12.6f %-6s %s".formatted(nowNanos / 1e9, who, what);
        mix(line.hashCode());
        notes.addLast(line);
        if (notes.size() > NOTES_MAX) {
            notes.removeFirst();
        }
        if (notesPrinted) {
            System.out.println(line);
        }
    }

    /** Makes two runs comparable in what {@code value} stands for. */
    public void mix(long value) {
        traceHash = Long.rotateLeft(traceHash ^ value, 23) * 0xC2B2_AE3D_27D4_EB4FL;
    }

    /** Ends the run at the next step. The first failure counts. */
    public void fail(Throwable error) {
        if (failure == null) {
            failure = error;
        }
    }

    /** Steps until {@code done}; fails when that takes more virtual time than {@code atMost}. */
    public void runUntil(BooleanSupplier done, Duration atMost, String what) {
        long deadline = Math.addExact(nowNanos, atMost.toNanos());
        var alarm = afterNanos(atMost.toNanos(), () -> {});
        while (!done.getAsBoolean()) {
            step();
            if (nowNanos >= deadline) {
                throw failure("not in %s of virtual time: %s".formatted(atMost, what), null);
            }
        }
        alarm.cancel();
        throwFailure();
    }

    public void runFor(Duration duration) {
        long until = Math.addExact(nowNanos, duration.toNanos());
        var end = new boolean[1];
        afterNanos(duration.toNanos(), () -> end[0] = true);
        while (!end[0]) {
            step();
        }
        Invariant.check(nowNanos == until, "time moved past the end");
        throwFailure();
    }

    /** Runs one continuation, or moves time to the next event and runs that. */
    public void step() {
        throwFailure();
        steps++;
        if (!ready.isEmpty()) {
            runOneReady();
            return;
        }
        var event = events.poll();
        if (event == null) {
            throw failure("nothing will ever happen again", null);
        }
        if (event.isCancelled()) {
            return;
        }
        Invariant.check(event.dueNanos() >= nowNanos, "an event in the past");
        if (event.dueNanos() > nowNanos) {
            nowNanos = event.dueNanos();
            stepsAtNow = 0;
            mix(nowNanos);
        }
        event.run();
    }

    private void runOneReady() {
        if (++stepsAtNow > STEPS_WITHOUT_TIME_MAX) {
            throw failure("something loops without waiting", null);
        }
        int last = ready.size() - 1;
        int chosen = last == 0 ? 0 : schedule.nextInt(last + 1);
        var next = ready.get(chosen);
        ready.set(chosen, ready.get(last));
        ready.remove(last);
        mix(chosen * 31L + next.process().ordinal());
        next.process().run(next.continuation());
    }

    void ready(SimProcess process, Runnable continuation) {
        var caller = Thread.currentThread();
        if (!caller.isVirtual() && !caller.equals(owner)) {
            fail(
                    new IllegalStateException(
                            "%s woke a thread of %s: something waits outside the ports"
                                    .formatted(caller.getName(), process)));
            return;
        }
        ready.add(new Ready(process, continuation));
    }

    private void throwFailure() {
        if (failure != null) {
            throw failure(failure.toString(), failure);
        }
    }

    /** An error that names the seed and tells what happened last. */
    public SimulationFailure failure(String what, @Nullable Throwable cause) {
        var text = new StringBuilder();
        text.append("seed %d, virtual time %.6f s: %s".formatted(seed, nowNanos / 1e9, what));
        for (var node : nodes.values()) {
            node.describe(text);
        }
        text.append("\nlatest notes:");
        for (var note : notes) {
            text.append('\n').append(note);
        }
        return new SimulationFailure(text.toString(), cause);
    }
}
