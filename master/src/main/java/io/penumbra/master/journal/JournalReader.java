package io.penumbra.master.journal;

import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Threads;
import io.penumbra.master.record.Head;
import io.penumbra.master.record.Head.Tip;
import io.penumbra.platform.zookeeper.ClusterPaths;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Reads the journal's entries by number, many at a time, and gives them out in order. */
public final class JournalReader {
    /** Reads under way at once; more than hides the latency only costs memory. */
    private static final int PARALLEL = 32;

    private static final Duration READ_MAX = Duration.ofSeconds(10);

    /** Takes entries one after the other. */
    public interface Sink {
        void take(Entry entry) throws IOException;
    }

    private final Coordinator coordinator;
    private final Clock clock;
    private final Threads threads;

    public JournalReader(Coordinator coordinator, Clock clock, Threads threads) {
        this.coordinator = coordinator;
        this.clock = clock;
        this.threads = threads;
    }

    /**
     * Every entry after {@code from} up to {@code to}. Each is proven to follow the one before it:
     * {@link OffJournalException} if it does not, so also when {@code from} is not of this journal.
     */
    public void read(Tip from, EntryNumber to, Sink sink) throws IOException, InterruptedException {
        var underWay = new ArrayDeque<CompletableFuture<byte[]>>();
        var tip = from;
        long started = from.entry().value();
        while (tip.entry().compareTo(to) < 0) {
            while (started < to.value() && underWay.size() < PARALLEL) {
                underWay.addLast(start(new EntryNumber(++started)));
            }
            var entry = Entry.decode(await(underWay.removeFirst()));
            if (!entry.follows(tip)) {
                throw new OffJournalException(
                        "entry %s does not follow %s".formatted(entry.number(), tip));
            }
            sink.take(entry);
            tip = entry.after(tip);
        }
    }

    /** Whether the journal that ends at {@code head} made the state that stands at {@code tip}. */
    public boolean contains(Tip tip, Head head) throws IOException, InterruptedException {
        if (tip.entry().compareTo(head.tip().entry()) >= 0) {
            return tip.equals(head.tip());
        }
        return Entry.decode(await(start(tip.entry().next()))).follows(tip);
    }

    private CompletableFuture<byte[]> start(EntryNumber number) {
        var content = new CompletableFuture<byte[]>();
        threads.virtual(
                "read-entry",
                () -> {
                    try {
                        var znode = coordinator.read(ClusterPaths.journalEntry(number));
                        content.complete(
                                znode.orElseThrow(() -> new MissingEntryException(number))
                                        .content());
                    } catch (IOException e) {
                        content.completeExceptionally(e);
                    }
                });
        return content;
    }

    private byte[] await(CompletableFuture<byte[]> content)
            throws IOException, InterruptedException {
        try {
            return clock.await(content, READ_MAX);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MissingEntryException missing) {
                throw missing;
            }
            throw new IOException("cannot read the journal: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException("cannot read the journal: no answer", e);
        }
    }
}
