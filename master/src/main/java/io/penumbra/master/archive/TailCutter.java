package io.penumbra.master.archive;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Archive;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.StateStore;
import io.penumbra.master.journal.Cut;
import io.penumbra.master.journal.Journal;
import io.penumbra.master.journal.JournalReader;
import io.penumbra.master.journal.Trim;
import io.penumbra.master.record.Head;
import io.penumbra.master.record.Head.Tip;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the journal's tail in ZooKeeper small, as long as this process leads.
 *
 * <pre>
 *   write    the tail's entries into a new item     killed here: an unfinished item, dropped
 *   verify   read it back, from end to end          killed here: the successor finds and adopts it
 *   record   /segments and /head in one multi       killed here: the entries are deleted by the next
 *   trim     delete the entries, 500 at a time
 * </pre>
 *
 * <p>A leader that lost its place can do all of these but record, and harms nothing by it.
 */
public final class TailCutter implements AutoCloseable {
    /** What the cutter needs of the reign that it belongs to. */
    public interface Reign {
        /** The head of what is committed. */
        Head merged();

        /** Completes with true when it is committed, with false if this reign is over. */
        CompletableFuture<Boolean> cut(Cut cut);

        /** Storing fails again and again, or goes on again. */
        void storing(Optional<IOException> failure);

        /** The chunkservers that are leaving. */
        Set<ServerId> leaving();

        /** Of those that are leaving which must stay, for the sake of what is stored. */
        void kept(Set<ServerId> leaving, Set<ServerId> staying);

        /** What is stored cannot be kept as it should be, or can again. */
        void keeping(Optional<IOException> failure);
    }

    private static final Logger log = LoggerFactory.getLogger(TailCutter.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_KEEPINGS = Duration.ofSeconds(15);
    private static final Duration BETWEEN_KEEPINGS_FOR_LEAVING = Duration.ofSeconds(2);

    /** Of items that nobody needs, deleted at a time. */
    private static final int SUPERSEDED_MAX = 50;

    private static final int BUFFER_BYTES = 256 << 10;

    /** In a row: a ZooKeeper that was away for a moment is no news. */
    private static final int FAILURES_TO_TELL = 3;

    private static final Duration RECORD_MAX = Duration.ofSeconds(1);

    /** Entries that are read at a time; between them the bytes of the segment are looked at. */
    private static final int READ_ENTRIES = 64;

    private final Archive archive;
    private final ArchiveSettings settings;
    private final Journal.Ports ports;
    private final Reign reign;
    private final JournalReader tail;
    private final SegmentReader segments;
    private final CatalogNode catalogNode;
    private final Trim trim;
    private final StateStore state;
    private final Checkpoints checkpoints;
    private Catalog catalog = Catalog.EMPTY;
    private long lastCutNanos;
    private long lastKeptNanos;

    /** Who was leaving then, and who of them had to stay. */
    private Set<ServerId> keptWithout = Set.of();

    private Set<ServerId> staying = Set.of();
    private int failedKeepings;
    private volatile boolean closed;

    /**
     * @param state what the checkpoints are of: the store that the leader merges into
     */
    public TailCutter(
            Archive archive,
            ArchiveSettings settings,
            Journal.Ports ports,
            StateStore state,
            Reign reign) {
        this.state = state;
        this.checkpoints = new Checkpoints(archive);
        this.archive = archive;
        this.settings = settings;
        this.ports = ports;
        this.reign = reign;
        this.tail = new JournalReader(ports.coordinator(), ports.clock(), ports.threads());
        this.segments = new SegmentReader(archive);
        this.catalogNode = new CatalogNode(ports.coordinator());
        this.trim = new Trim(ports.coordinator(), ports.clock());
    }

    public Thread start() {
        lastCutNanos = clock().monotonicNanos();
        lastKeptNanos = lastCutNanos;
        return ports.threads().platform("tail-cutter", this::run);
    }

    /** The thread ends soon. */
    @Override
    public void close() {
        closed = true;
    }

    private Clock clock() {
        return ports.clock();
    }

    private void run() {
        try {
            int failures = 0;
            boolean begun = false;
            while (!closed) {
                try {
                    if (!begun) {
                        begun = begin();
                    }
                    cutWhatIsDue();
                    checkpointIfDue();
                    keepIfDue();
                    if (failures >= FAILURES_TO_TELL) {
                        reign.storing(Optional.empty());
                    }
                    failures = 0;
                } catch (IOException e) {
                    log.info("the journal's tail stays in ZooKeeper for now: {}", e.toString());
                    if (++failures == FAILURES_TO_TELL) {
                        reign.storing(Optional.of(e));
                    }
                    pause(AFTER_FAILURE);
                }
                pause(BETWEEN_LOOKS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** In small steps, so that {@link #close} is noticed soon. */
    private void pause(Duration duration) throws InterruptedException {
        for (var left = duration; left.isPositive() && !closed; left = left.minus(BETWEEN_LOOKS)) {
            clock().sleep(left.compareTo(BETWEEN_LOOKS) < 0 ? left : BETWEEN_LOOKS);
        }
    }

    /** Takes up what the leader before left. */
    private boolean begin() throws IOException, InterruptedException {
        var seen = catalogNode.read();
        var head = reign.merged();
        if (seen.revision() != head.tail().revision()) {
            throw new IOException(
                    "/segments has revision %d, /head says %d"
                            .formatted(seen.revision(), head.tail().revision()));
        }
        catalog = seen;
        archive.dropUnfinished();
        for (var segment : catalog.segments()) {
            if (segment.to().entry().compareTo(catalog.trimmed()) > 0) {
                trim(segment);
            }
        }
        deleteRetired();
        checkpoints.dropStrayFiles(head.cluster(), head.epoch(), catalog.checkpoints());
        adopt(head);
        return true;
    }

    /**
     * A segment that was written and not recorded: its leader was killed in between. It may not be
     * in as many places as it should, so it is written once more.
     */
    private void adopt(Head head) throws IOException, InterruptedException {
        var beginning = Segment.beginning(catalog.end());
        for (var name : archive.names()) {
            if (!name.startsWith(beginning) || closed) {
                continue;
            }
            Segment found;
            try {
                found = segments.examine(name, head.cluster(), catalog.end());
            } catch (IOException e) {
                log.warn("not adopted: {}", e.toString());
                continue;
            }
            if (found.to().entry().compareTo(head.tip().entry()) <= 0
                    && tail.contains(found.to(), head)) {
                log.info("{} was left by the leader before", name);
                rewrite(found);
                recordSegment(found, bytesOf(found));
                return;
            }
        }
    }

    private void rewrite(Segment segment) throws IOException {
        try (var in = archive.open(segment.name());
                var writing = archive.create()) {
            var buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                writing.write(buffer, 0, read);
            }
            writing.finish(segment.label());
        }
    }

    private long bytesOf(Segment segment) throws IOException, InterruptedException {
        var bytes = new long[1];
        tail.read(
                segment.from(), segment.to().entry(), entry -> bytes[0] += entry.encoded().length);
        return bytes[0];
    }

    private void cutWhatIsDue() throws IOException, InterruptedException {
        while (!closed && isDue(reign.merged())) {
            var head = reign.merged();
            var written = write(head);
            var readBack =
                    segments.examine(
                            written.segment().name(), head.cluster(), written.segment().from());
            if (!readBack.equals(written.segment())) {
                throw new IOException(
                        "%s was read back otherwise than it was written"
                                .formatted(readBack.name()));
            }
            recordSegment(readBack, written.entryBytes());
        }
    }

    private boolean isDue(Head head) {
        long entries = head.tip().entry().value() - head.tail().cut().value();
        long age = clock().monotonicNanos() - lastCutNanos;
        return entries > 0
                && (head.tail().bytes() >= settings.segmentBytes()
                        || entries >= settings.segmentEntries()
                        || age >= settings.segmentAge().toNanos());
    }

    private record Written(Segment segment, long entryBytes) {}

    private Written write(Head head) throws IOException, InterruptedException {
        try (var writer = new SegmentWriter(archive, head.cluster(), catalog.end())) {
            long last =
                    Math.min(
                            head.tip().entry().value(),
                            catalog.end().entry().value() + settings.segmentEntries());
            while (writer.tip().entry().value() < last
                    && writer.entryBytes() < settings.segmentBytes()) {
                readNext(writer, writer.tip(), last);
            }
            return new Written(writer.finish(), writer.entryBytes());
        }
    }

    private void readNext(SegmentWriter writer, Tip tip, long last)
            throws IOException, InterruptedException {
        long to = Math.min(tip.entry().value() + READ_ENTRIES, last);
        tail.read(tip, new EntryNumber(to), writer::add);
    }

    private void recordSegment(Segment segment, long entryBytes)
            throws IOException, InterruptedException {
        if (record(catalog.with(segment), entryBytes)) {
            lastCutNanos = clock().monotonicNanos();
            log.info("entries up to {} are in {}", segment.to().entry(), segment.name());
            trim(segment);
        }
    }

    private void checkpointIfDue() throws IOException, InterruptedException {
        if (closed || !catalog.isCheckpointDue(settings, state.sizeBytes())) {
            return;
        }
        var head = reign.merged();
        var cluster = head.cluster();
        var maker = new Checkpoints.Maker(cluster, head.epoch(), () -> !closed);
        var made = checkpoints.store(state, maker, catalog.checkpoints());
        if (record(catalog.with(made, onlyOf(catalog.nextToGo(), made, cluster)), 0)) {
            log.info("the state at entry {} is in {}", made.at().entry(), made.name());
            deleteRetired();
        }
    }

    /** Items of a checkpoint that goes, which those that stay do not share. */
    private List<String> onlyOf(Optional<Checkpoint> going, Checkpoint made, ClusterId cluster)
            throws IOException {
        if (going.isEmpty()) {
            return List.of();
        }
        var items = new TreeSet<String>();
        try {
            items.addAll(checkpoints.items(going.get(), cluster));
        } catch (IOException e) {
            log.warn("{} goes, its files stay: {}", going.get().name(), e.toString());
            items.add(going.get().name());
        }
        items.removeAll(checkpoints.items(made, cluster));
        items.removeAll(checkpoints.items(catalog.checkpoints().getLast(), cluster));
        return List.copyOf(items);
    }

    /** What is stored stays stored, and what nobody needs any more goes. */
    private void keepIfDue() {
        long now = clock().monotonicNanos();
        var leaving = reign.leaving();
        var between = staying.isEmpty() ? BETWEEN_KEEPINGS : BETWEEN_KEEPINGS_FOR_LEAVING;
        boolean isSoon = now - lastKeptNanos < between.toNanos();
        if (closed || (isSoon && keptWithout.equals(leaving))) {
            return;
        }
        lastKeptNanos = now;
        keptWithout = leaving;
        try {
            staying = keep();
            reign.kept(leaving, staying);
            if (failedKeepings >= FAILURES_TO_TELL) {
                reign.keeping(Optional.empty());
            }
            failedKeepings = 0;
        } catch (IOException e) {
            reign.kept(leaving, leaving); // what was known before may be so no more
            log.info("what is archived is not as it should be: {}", e.toString());
            if (++failedKeepings == FAILURES_TO_TELL) {
                reign.keeping(Optional.of(e));
            }
        }
    }

    private Set<ServerId> keep() throws IOException {
        var needed = new ArrayList<Archive.Label>();
        catalog.segments().forEach(segment -> needed.add(segment.label()));
        for (var checkpoint : catalog.checkpoints()) {
            needed.addAll(checkpoints.labels(checkpoint, reign.merged().cluster()));
        }
        var counted = archive.keep(needed);
        var superseded = archive.names().stream().filter(catalog::isSuperseded);
        for (var name : superseded.limit(SUPERSEDED_MAX).toList()) {
            archive.delete(name);
        }
        return counted;
    }

    private void deleteRetired() throws IOException {
        for (var name : catalog.retired()) {
            archive.delete(name);
        }
        catalog = catalog.withoutRetired();
    }

    private boolean record(Catalog next, long entryBytes) throws InterruptedException {
        var recorded = reign.cut(new Cut(next.end().entry(), entryBytes, next.encode()));
        if (await(recorded)) {
            catalog = next;
            return true;
        }
        return false;
    }

    /** However long ZooKeeper is away: only the end of this reign ends it. */
    private boolean await(CompletableFuture<Boolean> recorded) throws InterruptedException {
        while (!closed) {
            try {
                return clock().await(recorded, RECORD_MAX);
            } catch (TimeoutException e) {
                log.debug("not recorded yet");
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        return false;
    }

    private void trim(Segment segment) throws IOException, InterruptedException {
        trim.delete(segment.from().entry().next(), segment.to().entry());
        catalog = catalog.trimmedTo(segment.to().entry());
    }
}
