package io.penumbra.chunkserver.replica;

import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Now and then deletes what has been in the trash for long, or what writers need the room of. */
public final class TrashRounds {
    private static final Logger LOG = LoggerFactory.getLogger(TrashRounds.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final ServerContext context;
    private final Duration keep;
    private volatile boolean closed;

    /**
     * @param keep how long it stays, unless the disk is full
     */
    public TrashRounds(ServerContext context, Duration keep) {
        this.context = context;
        this.keep = keep;
    }

    public void run() {
        try {
            while (!closed) {
                round();
                context.clock().sleep(EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() throws InterruptedException {
        var horizon = context.clock().wall().minus(keep);
        try {
            int deleted = context.store().emptyTrash(horizon);
            if (deleted > 0) {
                LOG.info("{} files of the trash are deleted", deleted);
            }
        } catch (IOException | RefusedException e) {
            LOG.warn("the trash cannot be emptied: {}", e.toString());
        }
    }

    public void close() {
        closed = true;
    }
}
