package io.penumbra.zclient.data;

import io.penumbra.core.Limits;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A range of a file, in order, of which the next few parts are fetched ahead: small ones at first,
 * since many readers want no more than the beginning. For one thread.
 */
public final class ReadAhead {
    private static final int PARTS = 4;
    private static final long PART_BYTES_FIRST = 256 << 10;
    private static final long PART_BYTES_MAX = 2 << 20;
    private static final int PART_EXTENTS_MAX = Limits.READ_RANGES_MAX;

    // Constant after construction.
    private final PinnedFile file;
    private final long to;
    private final ExtentReader reader;
    private final Threads threads;

    private final ArrayDeque<CompletableFuture<List<ByteBuffer>>> ahead = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> ready = new ArrayDeque<>();
    private long asked;
    private long partBytes = PART_BYTES_FIRST;

    ReadAhead(PinnedFile file, long from, long to, ExtentReader reader, Threads threads) {
        this.file = file;
        this.asked = from;
        this.to = to;
        this.reader = reader;
        this.threads = threads;
    }

    /** The next bytes, checked; empty at the end. */
    public Optional<ByteBuffer> next() throws IOException, RefusedException, InterruptedException {
        while (ready.isEmpty()) {
            if (ahead.isEmpty() && asked < to) {
                var part = nextPart();
                if (asked == to) {
                    ready.addAll(reader.read(file, part)); // all of it: no thread is needed
                    continue;
                }
                fetch(part);
            }
            while (ahead.size() < PARTS && asked < to && isNextKnown()) {
                fetch(nextPart());
            }
            if (ahead.isEmpty()) {
                return Optional.empty();
            }
            ready.addAll(await(ahead.remove()));
        }
        return Optional.of(ready.remove());
    }

    /** What is on its way is handed out before the master is asked where more is. */
    private boolean isNextKnown() {
        return ahead.isEmpty() || file.from(asked).isPresent();
    }

    private List<Extent> nextPart() throws IOException, RefusedException, InterruptedException {
        var part = new ArrayList<Extent>();
        long end = Math.min(to, asked + partBytes);
        while (asked < end && part.size() < PART_EXTENTS_MAX) {
            var extent = reader.from(file, asked);
            part.add(extent.slice(asked, Math.min(extent.fileEnd(), end)));
            asked = part.getLast().fileEnd();
        }
        partBytes = Math.min(PART_BYTES_MAX, 2 * partBytes);
        return part;
    }

    private void fetch(List<Extent> part) {
        var fetched = new CompletableFuture<List<ByteBuffer>>();
        ahead.add(fetched);
        threads.virtual(
                "read " + part.getFirst().chunk(),
                () -> {
                    try {
                        fetched.complete(reader.read(file, part));
                    } catch (IOException | RefusedException e) {
                        fetched.completeExceptionally(e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        fetched.completeExceptionally(new IOException("interrupted", e));
                    }
                });
    }

    private static List<ByteBuffer> await(CompletableFuture<List<ByteBuffer>> part)
            throws IOException, RefusedException, InterruptedException {
        try {
            return part.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RefusedException refused -> throw new RefusedException(refused.refusal());
                case IOException broken -> throw new IOException(broken.getMessage(), broken);
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
