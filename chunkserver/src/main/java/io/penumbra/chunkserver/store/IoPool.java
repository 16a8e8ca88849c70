package io.penumbra.chunkserver.store;

import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The platform threads that do file calls. They belong to no request, so nothing interrupts them in
 * the middle of one.
 */
public final class IoPool implements AutoCloseable {
    private static final int QUEUE_MAX = 8_192;

    // Empty: the thread that takes it ends.
    private final BlockingQueue<Optional<Runnable>> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final List<Thread> threads = new ArrayList<>();

    public IoPool(Threads starter, String name, int size) {
        for (int i = 0; i < size; i++) {
            threads.add(starter.platform(name + "-" + i, this::work));
        }
    }

    /** A piece of file work. */
    public interface Work<T> {
        T run() throws IOException, RefusedException;
    }

    private void work() {
        try {
            for (var task = queue.take(); task.isPresent(); task = queue.take()) {
                task.get().run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs later, on a thread of the pool. The caller bounds how many of these there are. */
    void execute(Runnable task) {
        queue.add(Optional.of(task));
    }

    /** Runs on a thread of the pool. */
    public <T> CompletableFuture<T> start(Work<T> work) throws RefusedException {
        var done = new CompletableFuture<T>();
        if (!queue.offer(Optional.of(() -> finish(work, done)))) {
            throw new RefusedException(
                    RefusalCode.OVERLOADED, "", "too many file calls wait for this disk");
        }
        return done;
    }

    private static <T> void finish(Work<T> work, CompletableFuture<T> done) {
        try {
            done.complete(work.run());
        } catch (IOException | RefusedException e) {
            done.completeExceptionally(e);
        }
    }

    /** Runs on a thread of the pool while the caller waits. */
    public <T> T call(Work<T> work) throws IOException, RefusedException, InterruptedException {
        return result(start(work));
    }

    public static <T> T result(CompletableFuture<T> started)
            throws IOException, RefusedException, InterruptedException {
        try {
            return started.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RefusedException refused -> throw refused;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** How many calls wait for a thread. */
    int waiting() {
        return queue.size();
    }

    /** Ends the threads once they have done what was asked before. */
    @Override
    public void close() {
        threads.forEach(_ -> queue.add(Optional.empty()));
    }
}
