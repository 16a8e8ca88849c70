package io.penumbra.master.archive;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.port.Archive;
import io.penumbra.core.port.StateFiles;
import io.penumbra.master.journal.JournalReader;
import io.penumbra.master.journal.MissingEntryException;
import io.penumbra.master.journal.OffJournalException;
import io.penumbra.master.record.Head;
import io.penumbra.master.record.Head.Tip;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole journal: its tail in ZooKeeper, and before that what is in the archive. */
public final class JournalHistory {
    private static final Logger log = LoggerFactory.getLogger(JournalHistory.class);

    private final JournalReader tail;
    private final CatalogNode catalogNode;
    private final ClusterId cluster;
    private final SegmentReader segments;
    private final Checkpoints checkpoints;

    public JournalHistory(
            JournalReader tail, CatalogNode catalogNode, ClusterId cluster, Archive archive) {
        this.tail = tail;
        this.catalogNode = catalogNode;
        this.cluster = cluster;
        this.segments = new SegmentReader(archive);
        this.checkpoints = new Checkpoints(archive);
    }

    /**
     * Every entry after {@code from} up to {@code to}, wherever it is. Each is proven to follow the
     * one before it, as in {@link JournalReader#read}.
     */
    public void read(Tip from, EntryNumber to, JournalReader.Sink sink)
            throws IOException, InterruptedException {
        var tip = new Tip[] {from};
        JournalReader.Sink tracked =
                entry -> {
                    sink.take(entry);
                    tip[0] = entry.after(tip[0]);
                };
        while (tip[0].entry().compareTo(to) < 0) {
            try {
                tail.read(tip[0], to, tracked);
            } catch (MissingEntryException missing) {
                var segment = covering(tip[0].entry().next(), missing);
                segments.read(segment, cluster, tip[0], to, tracked);
            }
        }
    }

    /** Whether the journal that ends at {@code head} made the state that stands at {@code tip}. */
    public boolean contains(Tip tip, Head head) throws IOException, InterruptedException {
        try {
            return tail.contains(tip, head);
        } catch (MissingEntryException missing) {
            var next = tip.entry().next();
            if (catalogNode.read().isBeforeAll(tip)) {
                return tip.equals(Tip.START);
            }
            var segment = covering(next, missing);
            if (segment.from().entry().equals(tip.entry())) {
                return segment.from().equals(tip);
            }
            try {
                segments.read(segment, cluster, tip, next, _ -> {});
                return true;
            } catch (OffJournalException e) {
                return false;
            }
        }
    }

    /** A checkpoint, and its files, all of them proven. */
    public record Restorable(Checkpoint checkpoint, StateFiles files) {}

    /**
     * The newest checkpoint that is whole; empty if none was made yet. Fails if there are some and
     * none is whole.
     */
    public Optional<Restorable> newestCheckpoint(Head head) throws IOException {
        Optional<IOException> failure = Optional.empty();
        for (var checkpoint : catalogNode.read().checkpoints().reversed()) {
            if (checkpoint.at().entry().compareTo(head.tip().entry()) > 0) {
                continue; // this head is not the current one
            }
            try {
                return Optional.of(
                        new Restorable(checkpoint, checkpoints.prove(checkpoint, cluster)));
            } catch (IOException e) {
                log.error("{} cannot be used: {}", checkpoint.name(), e.toString());
                failure = Optional.of(e);
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return Optional.empty();
    }

    /** A lagging server may lack an entry, or what the catalog says by now: asked again later. */
    private Segment covering(EntryNumber entry, MissingEntryException missing) throws IOException {
        return catalogNode.read().covering(entry).orElseThrow(() -> missing);
    }
}
