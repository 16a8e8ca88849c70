package io.penumbra.simulation;

import io.penumbra.testkit.sim.SimulationFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs the cluster from many seeds: {@code scripts/simulate [--seconds N] [--seed S] [--threads
 * T]}. With a seed alone it runs that one and prints what happens; with seconds, too, it begins
 * there.
 */
public final class Simulate {
    private static final Duration AT_MOST_DEFAULT = Duration.ofSeconds(60);

    /** What to run. */
    private record Plan(long firstSeed, boolean single, Duration atMost, int threads) {
        static Plan of(String... arguments) {
            long seed = 1;
            boolean single = false;
            Duration atMost = AT_MOST_DEFAULT;
            int threads = Runtime.getRuntime().availableProcessors();
            for (int i = 0; i + 1 < arguments.length; i += 2) {
                long value = Long.parseLong(arguments[i + 1]);
                switch (arguments[i]) {
                    case "--seed" -> {
                        seed = value;
                        single = true;
                    }
                    case "--seconds" -> atMost = Duration.ofSeconds(value);
                    case "--threads" -> threads = (int) value;
                    default -> throw new IllegalArgumentException("unknown: " + arguments[i]);
                }
            }
            boolean timed = List.of(arguments).contains("--seconds");
            return new Plan(seed, single && !timed, atMost, threads);
        }
    }

    private Simulate() {}

    public static void main(String[] arguments) throws InterruptedException {
        var plan = Plan.of(arguments);
        if (plan.single()) {
            System.out.println(ClusterRun.of(plan.firstSeed(), Collaborators.SOUND));
            return;
        }
        var result = many(plan.firstSeed(), plan.atMost(), plan.threads());
        System.out.println(result);
    }

    /** How many runs did in real time. */
    record Result(long seeds, Duration virtual, long acknowledged, Duration real) {
        @Override
        public String toString() {
            double minutes = real.toMillis() / 60_000.0;
            return ("%d seeds in %d s: %.0f seeds per minute, %.1f virtual hours per minute,"
                            + " %d acknowledged changes")
                    .formatted(
                            seeds,
                            real.toSeconds(),
                            seeds / minutes,
                            virtual.toSeconds() / 3600.0 / minutes,
                            acknowledged);
        }
    }

    /** Each seed once, on several real threads; the first failure ends it. */
    static Result many(long firstSeed, Duration atMost, int threads) throws InterruptedException {
        var runs = new Runs(firstSeed, atMost);
        var workers = new ArrayList<Thread>();
        for (int i = 0; i < threads; i++) {
            workers.add(Thread.ofPlatform().start(runs));
        }
        for (var worker : workers) {
            worker.join();
        }
        var failed = runs.failures.peek();
        if (failed != null) {
            throw failed;
        }
        return new Result(
                runs.seeds.get(),
                Duration.ofNanos(runs.virtualNanos.get()),
                runs.acknowledged.get(),
                Duration.ofNanos(System.nanoTime() - runs.begin));
    }

    /** What the threads share: each takes the next seed until the time is over or a run fails. */
    private static final class Runs implements Runnable {
        private final long begin = System.nanoTime();
        private final Duration atMost;
        private final AtomicLong nextSeed;
        private final AtomicLong seeds = new AtomicLong();
        private final AtomicLong virtualNanos = new AtomicLong();
        private final AtomicLong acknowledged = new AtomicLong();
        private final Queue<SimulationFailure> failures = new ConcurrentLinkedQueue<>();

        Runs(long firstSeed, Duration atMost) {
            this.nextSeed = new AtomicLong(firstSeed);
            this.atMost = atMost;
        }

        @Override
        public void run() {
            while (failures.isEmpty() && System.nanoTime() - begin < atMost.toNanos()) {
                try {
                    var report = ClusterRun.of(nextSeed.getAndIncrement(), Collaborators.SOUND);
                    seeds.incrementAndGet();
                    virtualNanos.addAndGet(report.virtualTime().toNanos());
                    acknowledged.addAndGet(report.acknowledged());
                } catch (SimulationFailure e) {
                    failures.add(e);
                }
            }
        }
    }
}
