package io.penumbra.chunkserver.store;

import io.penumbra.core.port.Clock;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Now and then deletes what has been in a directory's trash for long, or what writers need the room
 * of.
 */
final class TrashRounds {
    private static final Logger LOG = LoggerFactory.getLogger(TrashRounds.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final ChunkStore store;
    private final Clock clock;
    private final Duration keep;

    /**
     * @param keep how long it stays, unless the disk is full
     */
    TrashRounds(ChunkStore store, Clock clock, Duration keep) {
        this.store = store;
        this.clock = clock;
        this.keep = keep;
    }

    /** Ends when interrupted, or when the directory is retired. */
    void run() {
        try {
            while (!store.retired().isDone()) {
                round();
                clock.sleep(EVERY);
            }
        } catch (IOException e) {
            LOG.debug("{} is retired or closed", store.place(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() throws IOException, InterruptedException {
        var horizon = clock.wall().minus(keep);
        try {
            int deleted = store.files().call(() -> store.emptyTrash(horizon));
            if (deleted > 0) {
                LOG.info("{} files of the trash in {} are deleted", deleted, store.place());
            }
        } catch (RefusedException e) {
            LOG.warn("{} has no turn for its trash: {}", store.place(), e.getMessage());
        }
    }
}
