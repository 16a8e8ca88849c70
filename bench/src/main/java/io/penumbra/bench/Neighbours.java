package io.penumbra.bench;

import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/**
 * Others who use the cluster, until they are ended: some create files, some look at files. Each
 * pauses after each operation, so that what they wait for is the cluster and not each other.
 */
final class Neighbours implements AutoCloseable {
    private static final int THREADS_EACH = 8;
    private static final long PAUSE_MILLIS = 10;

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<long[]>> creators = new ArrayList<>();
    private final List<Future<long[]>> lookers = new ArrayList<>();
    private volatile boolean ended;

    private Neighbours() {}

    /**
     * Begins at once.
     *
     * @param directory that they create their files in
     */
    static Neighbours start(ZClient client, Population population, String directory) {
        var neighbours = new Neighbours();
        for (int thread = 0; thread < THREADS_EACH; thread++) {
            int from = thread << 24;
            var own = directory + "/" + thread;
            neighbours.creators.add(
                    neighbours.work(from, number -> client.create(own + "/" + number)));
            neighbours.lookers.add(
                    neighbours.work(from, number -> client.stat(survivor(population, number))));
        }
        return neighbours;
    }

    private static String survivor(Population population, int number) {
        return population.filePath(population.anySurvivor(number));
    }

    /** What each operation took until now. */
    record Waited(Latencies creates, Latencies stats) {}

    Waited end() throws IOException, InterruptedException {
        ended = true;
        return new Waited(gather(creators), gather(lookers));
    }

    private Future<long[]> work(int from, Crowd.Operation operation) {
        Callable<long[]> turn =
                () -> {
                    var nanos = LongStream.builder();
                    for (int number = from; !ended; number++) {
                        long began = System.nanoTime();
                        operation.run(number);
                        nanos.add(System.nanoTime() - began);
                        Thread.sleep(PAUSE_MILLIS);
                    }
                    return nanos.build().toArray();
                };
        return executor.submit(turn);
    }

    private static Latencies gather(List<Future<long[]>> workers)
            throws IOException, InterruptedException {
        var all = LongStream.builder();
        for (var worker : workers) {
            try {
                LongStream.of(worker.get()).forEach(all);
            } catch (ExecutionException e) {
                throw new IOException("a neighbour failed: " + e.getMessage(), e);
            }
        }
        return new Latencies(all.build().toArray());
    }

    @Override
    public void close() {
        ended = true;
        executor.close();
    }
}
