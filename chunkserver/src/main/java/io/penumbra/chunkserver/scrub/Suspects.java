package io.penumbra.chunkserver.scrub;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.chunkserver.replica.ServerContext;
import io.penumbra.chunkserver.store.Inspection;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.Clock;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of which somebody met a bad byte, or wants to know: looked at soon, one after the other,
 * with as much rest as work, so that nobody keeps the disk busy by crying wolf.
 */
final class Suspects {
    private static final Logger LOG = LoggerFactory.getLogger(Suspects.class);
    private static final int WAITING_MAX = 10_000;

    private final ServerContext context;
    private final Examiner examiner;
    private final Semaphore came = new Semaphore(0);

    @GuardedBy("this")
    private final LinkedHashMap<ChunkId, CompletableFuture<Inspection.Finding>> waiting =
            new LinkedHashMap<>();

    private volatile boolean closed;

    Suspects(ServerContext context, Examiner examiner) {
        this.context = context;
        this.examiner = examiner;
    }

    /** No file calls. What does not fit is met again. */
    void suspect(ChunkId chunk) {
        var _ = add(chunk);
    }

    CompletableFuture<Inspection.Finding> check(ChunkId chunk) throws RefusedException {
        return add(chunk)
                .orElseThrow(() ->
                        new RefusedException(
                                RefusalCode.OVERLOADED,
                                chunk.toString(),
                                "too many copies wait to be looked at"));
    }

    private Optional<CompletableFuture<Inspection.Finding>> add(ChunkId chunk) {
        synchronized (this) {
            if (waiting.size() >= WAITING_MAX) {
                return Optional.empty();
            }
            var asked = waiting.computeIfAbsent(chunk, _ -> new CompletableFuture<>());
            came.release();
            return Optional.of(asked);
        }
    }

    private synchronized Optional<Map.Entry<ChunkId, CompletableFuture<Inspection.Finding>>>
            next() {
        return Optional.ofNullable(waiting.pollFirstEntry());
    }

    void run() {
        try {
            for (came.acquire(); !closed; came.acquire()) {
                came.drainPermits();
                for (var next = next(); next.isPresent() && !closed; next = next()) {
                    examine(next.get().getKey(), next.get().getValue());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void examine(ChunkId chunk, CompletableFuture<Inspection.Finding> asked)
            throws InterruptedException {
        Clock clock = context.clock();
        long began = clock.monotonicNanos();
        try {
            asked.complete(examiner.examine(context.store().present(chunk), _ -> {}));
        } catch (IOException | RefusedException e) {
            LOG.warn("{} cannot be looked at: {}", chunk, e.toString());
            asked.completeExceptionally(e);
        }
        clock.sleep(Duration.ofNanos(clock.monotonicNanos() - began));
    }

    void close() {
        closed = true;
        came.release();
    }
}
