package io.penumbra.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** A number of threads that share a number of operations. */
record Crowd(int threads, int operations) {
    interface Operation {
        void run(int number) throws IOException;
    }

    /** One that is told which of the threads runs it. */
    interface ThreadOperation {
        void run(int thread, int number) throws IOException;
    }

    /** What all operations together took, and each. */
    record Measured(Latencies latencies, Duration wall, Duration cpu) {}

    /** Runs every operation once. */
    Measured run(String what, CpuMeter meter, Operation operation)
            throws IOException, InterruptedException {
        return runEach(what, meter, (_, number) -> operation.run(number));
    }

    /** Runs every operation once, each by whichever thread is free. */
    Measured runEach(String what, CpuMeter meter, ThreadOperation operation)
            throws IOException, InterruptedException {
        var nanos = new long[operations];
        var next = new AtomicInteger();
        var cpuBefore = meter.total();
        long began = System.nanoTime();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var workers = new ArrayList<Future<?>>();
            for (int thread = 0; thread < threads; thread++) {
                int own = thread;
                workers.add(executor.submit(() -> work(own, next, nanos, operation)));
            }
            for (var worker : workers) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(what + " failed: " + e.getMessage(), e);
        }
        var wall = Duration.ofNanos(System.nanoTime() - began);
        return new Measured(new Latencies(nanos), wall, meter.total().minus(cpuBefore));
    }

    private Void work(int thread, AtomicInteger next, long[] nanos, ThreadOperation operation)
            throws IOException {
        int number;
        while ((number = next.getAndIncrement()) < operations) {
            long began = System.nanoTime();
            operation.run(thread, number);
            nanos[number] = System.nanoTime() - began;
        }
        return null;
    }
}
