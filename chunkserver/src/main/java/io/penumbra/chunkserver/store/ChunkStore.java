package io.penumbra.chunkserver.store;

import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.Medium;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Disk;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The chunks of one data directory. What is marked so does file calls. */
public final class ChunkStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkStore.class);

    /**
     * Who does a directory's file calls, and how much may wait for them. Each has its own, so that
     * a disk that hangs holds up nobody else's.
     */
    public static final class Workers implements AutoCloseable {
        // More threads keep a fast disk busier and slow down a machine with few cores.
        private static final int FILE_THREADS = 8;

        // Syncs of different files share the file system's own commits.
        private static final int SYNC_THREADS = 8;

        private final IoPool files;
        private final IoPool syncs;
        private final ByteBudget unwritten;
        private final Traffic traffic;

        public Workers(Threads threads, long unwrittenBytesMax, Traffic traffic) {
            files = new IoPool(threads, "files", FILE_THREADS);
            syncs = new IoPool(threads, "syncs", SYNC_THREADS);
            unwritten = new ByteBudget(unwrittenBytesMax);
            this.traffic = traffic;
        }

        /** For reads, writes and everything else that is not a sync of a chunk. */
        public IoPool files() {
            return files;
        }

        IoPool syncs() {
            return syncs;
        }

        ByteBudget unwritten() {
            return unwritten;
        }

        Traffic traffic() {
            return traffic;
        }

        @Override
        public void close() {
            files.close();
            syncs.close();
        }
    }

    private final DataDirectory directory;
    private final Workers workers;
    private final PromiseFile promise;
    private final WriteProbe probe;
    private final SystemShelf shelf;
    private final TailShelf tail;
    private final ConcurrentSkipListMap<ChunkId, ChunkLog> chunks = new ConcurrentSkipListMap<>();
    private final CopyOnWriteArrayList<Consumer<ChunkId>> listeners = new CopyOnWriteArrayList<>();
    private volatile Space space;

    private ChunkStore(DataDirectory directory, PromiseFile promise, Space space, Clock clock) {
        this.directory = directory;
        this.promise = promise;
        this.space = space;
        workers = directory.workers();
        probe = new WriteProbe(this, clock);
        shelf = new SystemShelf(directory);
        tail = new TailShelf(directory);
    }

    /**
     * Finds the chunks of a directory and checks those that are not sealed. The directory is this
     * store's from here on, also if it cannot be opened. File calls.
     */
    static ChunkStore open(TakenDirectory taken, ServerRun run, Workers workers, Clock clock)
            throws IOException {
        AutoCloseable opened = taken;
        boolean whole = false;
        try {
            var directory = DataDirectory.open(taken, run, workers);
            opened = directory;
            var promise = PromiseFile.load(directory.disk());
            var store = new ChunkStore(directory, promise, directory.space(), clock);
            store.scan();
            store.shelf.scan();
            store.tail.scan();
            whole = true;
            return store;
        } finally {
            if (!whole) {
                closeQuietly(opened);
            }
        }
    }

    private static void closeQuietly(AutoCloseable opened) {
        try {
            opened.close();
        } catch (Exception e) {
            LOG.warn("a data directory that did not open does not close either", e);
        }
    }

    private void scan() throws IOException {
        var remembered = directory.states().states();
        for (var outer : directoriesIn("")) {
            for (var inner : directoriesIn(outer)) {
                var path = outer + "/" + inner;
                for (var file : directory.disk().list(path)) {
                    if (ChunkFile.isReplacement(file)) {
                        directory.disk().delete(path + "/" + file); // never came to be one
                    }
                    ChunkFile.parse(path, file)
                            .ifPresent(id -> remembered.putIfAbsent(id, ChunkState.unknown(id)));
                }
            }
        }
        for (var state : remembered.values()) {
            chunks.put(state.chunk(), load(state));
        }
    }

    private List<String> directoriesIn(String parent) throws IOException {
        return directory.disk().list(parent).stream()
                .filter(ChunkFile::isDirectory)
                .sorted()
                .toList();
    }

    private ChunkLog load(ChunkState state) throws IOException {
        var id = state.chunk();
        if (directory.disk().exists(ChunkFile.name(id))) {
            try {
                return ChunkLog.found(directory, state, changed(id));
            } catch (DamagedException e) {
                LOG.warn("{} is counted as absent: {}", id, e.getMessage());
            }
        } else if (state.version().value() > 0) {
            LOG.warn("{} was here and is gone", id);
        }
        return ChunkLog.absent(directory, state, changed(id));
    }

    private Runnable changed(ChunkId id) {
        return () -> listeners.forEach(listener -> listener.accept(id));
    }

    public StorageIdentity identity() {
        return directory.identity();
    }

    Shares.Share share() {
        return new Shares.Share(new Medium(place().medium()), space());
    }

    DataPlace place() {
        return directory.place();
    }

    WriteProbe probe() {
        return probe;
    }

    /** Who does the file calls for this directory. */
    public IoPool files() {
        return workers.files();
    }

    DirectoryVitals vitals() {
        return DirectoryVitals.inService(
                place(),
                new DirectoryVitals.Work(
                        identity().storage(), space, count(), heldBytes(), probe.age()));
    }

    /** Its system chunks. */
    SystemShelf shelf() {
        return shelf;
    }

    /** What it has of the journal's tail. */
    TailShelf tail() {
        return tail;
    }

    /** The highest epoch that this directory knows of. */
    Epoch promised() {
        return promise.kept();
    }

    /** File calls. */
    Epoch promise(Epoch epoch) throws IOException, RefusedException {
        return directory.trusted(() -> {
            promise.raise(epoch);
            return epoch;
        });
    }

    /**
     * Called with each chunk whose version, length or seal changed, save for mere appends, until
     * what is returned is run.
     */
    Runnable onChange(Consumer<ChunkId> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Completes with the error that retired the directory; cancelled when it is closed. */
    CompletableFuture<IOException> retired() {
        return directory.retired();
    }

    /** The chunk, of which there may be no bytes. */
    public ChunkLog chunk(ChunkId id) {
        return chunks.computeIfAbsent(
                id,
                absent -> ChunkLog.absent(directory, ChunkState.unknown(absent), changed(absent)));
    }

    /** The chunk, if anything is known of it here. */
    Optional<ChunkLog> known(ChunkId id) {
        return Optional.ofNullable(chunks.get(id));
    }

    /** Everything of which anything is known here. */
    List<ChunkLog> known() {
        return List.copyOf(chunks.values());
    }

    /** From here on the chunk is another directory's; what is here of it stays on disk. */
    void leaveAlone(ChunkId id) {
        chunks.remove(id);
    }

    static RefusedException notHere(ChunkId id) {
        return new RefusedException(
                RefusalCode.NOT_FOUND, id.toString(), "is not on this chunkserver");
    }

    /** To the trash with it. It was retired. File calls. */
    void discard(ChunkLog log, Instant now) throws IOException, RefusedException {
        log.discard(now);
        chunks.remove(log.id(), log);
    }

    /**
     * Deletes from the trash what came there before {@code horizon}, and as much of the rest, the
     * oldest first, as writers need room. File calls.
     */
    int emptyTrash(Instant horizon) throws IOException, RefusedException {
        return directory.trusted(() -> {
            int count = directory.trash().empty(horizon);
            while (!directory.space().isEnoughForWriters() && directory.trash().deleteOldest()) {
                count++;
            }
            return count;
        });
    }

    /** Every chunk of which there are bytes. */
    public List<ChunkImage> images() {
        var images = new ArrayList<ChunkImage>();
        for (var log : chunks.values()) {
            var image = log.image();
            if (image.isPresent()) {
                images.add(image);
            }
        }
        return images;
    }

    /** Every chunk of which there are bytes that were found damaged. */
    public List<ChunkImage> damaged() {
        return images().stream().filter(ChunkImage::damaged).toList();
    }

    public long count() {
        return chunks.values().stream().filter(ChunkLog::isPresent).count();
    }

    public int openStreams() {
        return (int) chunks.values().stream().filter(log -> log.writer().isPresent()).count();
    }

    /** Begins to write a chunk. File calls. */
    public Appender append(ChunkId id, Appender.Opening opening, Appender.Listener listener)
            throws IOException, RefusedException {
        directory.requireRoom();
        var log = chunk(id);
        var appender = new Appender(log, opening, workers, listener);
        log.admit(appender, opening.version(), opening.from());
        return appender;
    }

    /** Files that are held open, in use or to be at hand for the next read. */
    public int openFiles() {
        return directory.files().count();
    }

    /** Stops who writes into this directory. It takes nothing more. */
    void stopWriters(Refusal why) {
        chunks.values().forEach(log -> log.writer().ifPresent(writer -> writer.stop(why)));
    }

    /** Bytes of all chunks, as far as they can be read. */
    public long heldBytes() {
        return chunks.values().stream().mapToLong(log -> log.image().length()).sum();
    }

    /** Received bytes that wait for the disk. */
    public long unwrittenBytes() {
        return workers.unwritten().taken();
    }

    /** File calls that wait for their turn. */
    public int waitingCalls() {
        return workers.files().waiting();
    }

    /** A chunk's file as it is on disk. File calls. */
    public StoredFile file(ChunkId id) throws IOException, RefusedException {
        if (!directory.disk().exists(ChunkFile.name(id))) {
            throw notHere(id);
        }
        return StoredFile.open(directory, ChunkFile.name(id));
    }

    /** How much room there was when the last write probe ended. */
    Space space() {
        return space;
    }

    /** How far the scrub was when it was saved here last. File calls. */
    Optional<String> scrubProgress() throws IOException, RefusedException {
        return directory.trusted(() -> AtomicFile.read(directory.disk(), ChunkFile.SCRUB));
    }

    /** Kept beyond a restart. File calls. */
    boolean saveScrubProgress(String text) throws IOException, RefusedException {
        return directory.trusted(() -> {
            AtomicFile.replace(directory.disk(), ChunkFile.SCRUB, text);
            return true;
        });
    }

    /**
     * Writes and syncs a small file, what a disk that hangs or fails cannot do, and looks how much
     * room there is. File calls.
     */
    boolean probe(String text) throws IOException, RefusedException {
        return directory.trusted(() -> {
            if (!StorageIdentity.isFormatted(directory.disk())) {
                throw new IOException("its VERSION file is gone: was the disk unmounted?");
            }
            try (var file = directory.disk().open(ChunkFile.WRITE_PROBE, Disk.Open.EITHER)) {
                var bytes = text.getBytes(StandardCharsets.UTF_8);
                file.write(0, List.of(ByteBuffer.wrap(bytes)));
                file.sync();
            }
            space = directory.space();
            return true;
        });
    }

    /** Once nobody asks any more. */
    void closeWorkers() {
        workers.close();
    }

    /** The writers have been closed. File calls. */
    @Override
    public void close() throws IOException {
        tail.close();
        directory.close();
    }
}
