package io.penumbra.chunkserver.store;

import io.penumbra.core.port.Clock;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes and syncs a little every second: a disk that cannot is no use, however its server answers.
 */
final class WriteProbe {
    private static final Logger LOG = LoggerFactory.getLogger(WriteProbe.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final ChunkStore store;
    private final Clock clock;

    /** When the last probe began that reached the disk. */
    private volatile long reached;

    WriteProbe(ChunkStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        reached = clock.monotonicNanos();
    }

    /** How long ago the last write began that reached the disk. */
    Duration age() {
        return Duration.ofNanos(clock.monotonicNanos() - reached);
    }

    /** Ends when interrupted, or when the directory is retired. */
    void run() {
        try {
            while (!store.retired().isDone()) {
                long began = clock.monotonicNanos();
                if (write()) {
                    reached = began;
                }
                clock.sleep(EVERY);
            }
        } catch (IOException e) {
            LOG.debug("{} is retired or closed", store.place(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean write() throws IOException, InterruptedException {
        try {
            return store.files().call(() -> store.probe(clock.wall().toString()));
        } catch (RefusedException e) {
            LOG.warn("{} has no turn for its write probe: {}", store.place(), e.getMessage());
            return false;
        }
    }
}
