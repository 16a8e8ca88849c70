package io.penumbra.chunkserver.system;

import io.penumbra.chunkserver.replica.ServerContext;
import io.penumbra.chunkserver.scrub.ScrubSettings;
import io.penumbra.chunkserver.store.SystemShelf;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.chunk.Manifest;
import io.penumbra.core.chunk.SystemChunk;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every system chunk, slowly, as often as ordinary chunks are looked at; what is damaged is
 * put away, so that the leader makes another copy.
 */
public final class ItemRounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ItemRounds.class);

    /** There is little to read: a server that is restarted often looks at it all the same. */
    private static final Duration FIRST_AFTER_MAX = Duration.ofHours(1);

    private final ServerContext context;
    private final ScrubSettings settings;
    private volatile boolean closed;

    public ItemRounds(ServerContext context, ScrubSettings settings) {
        this.context = context;
        this.settings = settings;
    }

    public void start() {
        context.threads().virtual("item-rounds", this::run);
    }

    private void run() {
        try {
            var wait = settings.interval();
            context.clock().sleep(wait.compareTo(FIRST_AFTER_MAX) < 0 ? wait : FIRST_AFTER_MAX);
            while (!closed) {
                for (var shelf : context.store().shelves()) {
                    for (var manifest : shelf.items().values()) {
                        look(shelf, manifest);
                    }
                }
                context.clock().sleep(wait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(SystemShelf shelf, Manifest manifest) throws InterruptedException {
        try {
            if (!closed && shelf.find(manifest.name()).isPresent()) {
                read(shelf, manifest);
                long millis = SystemChunk.fileBytes(manifest) * 1_000 / settings.bytesPerSecond();
                context.clock().sleep(Duration.ofMillis(1 + millis));
            }
        } catch (IOException | RefusedException e) {
            LOG.info("{} cannot be looked at: {}", manifest.name(), e.toString());
        }
    }

    private static void read(SystemShelf shelf, Manifest manifest)
            throws IOException, RefusedException, InterruptedException {
        var looking = shelf.files().call(() -> shelf.look(manifest));
        try (looking) {
            boolean more = true;
            while (more) {
                more = shelf.files().call(looking::step);
            }
        } catch (DamagedException e) {
            shelf.condemn(manifest, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
