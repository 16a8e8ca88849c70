package io.penumbra.chunkserver.report;

import io.penumbra.chunkserver.replica.ServerContext;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes and syncs a little every second: a server that cannot is no use, however it answers. */
public final class WriteProbe {
    private static final Logger LOG = LoggerFactory.getLogger(WriteProbe.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final ServerContext context;

    /** When the last probe began that reached the disk. */
    private volatile long reached;

    public WriteProbe(ServerContext context) {
        this.context = context;
        reached = context.clock().monotonicNanos();
    }

    /** How long ago the last write began that reached the disk. */
    public Duration age() {
        return Duration.ofNanos(context.clock().monotonicNanos() - reached);
    }

    /** Ends when interrupted, or when the directory is retired. */
    void run() {
        try {
            while (true) {
                long began = context.clock().monotonicNanos();
                context.files()
                        .call(() -> {
                            context.store().probe(context.clock().wall().toString());
                            return true;
                        });
                reached = began;
                context.clock().sleep(EVERY);
            }
        } catch (IOException | RefusedException e) {
            LOG.error("the disk takes no writes any more", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
