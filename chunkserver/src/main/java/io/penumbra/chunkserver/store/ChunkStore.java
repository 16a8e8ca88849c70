package io.penumbra.chunkserver.store;

import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.Disk;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The chunks of one data directory. What is marked so does file calls. */
public final class ChunkStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkStore.class);

    /** Who does the file calls, and how much may wait for them. */
    public static final class Workers implements AutoCloseable {
        // More threads keep a fast disk busier and slow down a machine with few cores.
        private static final int FILE_THREADS = 8;

        // Syncs of different files share the file system's own commits.
        private static final int SYNC_THREADS = 8;
        private static final long UNWRITTEN_BYTES_MAX = 64L << 20;

        private final IoPool files;
        private final IoPool syncs;
        private final ByteBudget unwritten = new ByteBudget(UNWRITTEN_BYTES_MAX);

        public Workers(Threads threads) {
            files = new IoPool(threads, "files", FILE_THREADS);
            syncs = new IoPool(threads, "syncs", SYNC_THREADS);
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

        @Override
        public void close() {
            files.close();
            syncs.close();
        }
    }

    private final DataDirectory directory;
    private final Workers workers;
    private final EpochPromise promise;
    private final ConcurrentSkipListMap<ChunkId, ChunkLog> chunks = new ConcurrentSkipListMap<>();
    private final CopyOnWriteArrayList<Consumer<ChunkId>> listeners = new CopyOnWriteArrayList<>();

    private ChunkStore(DataDirectory directory, Workers workers, EpochPromise promise) {
        this.directory = directory;
        this.promise = promise;
        this.workers = workers;
    }

    /** Takes the directory, finds its chunks, and checks those that are not sealed. File calls. */
    public static ChunkStore open(Disk disk, Workers workers) throws IOException, RefusedException {
        var directory = DataDirectory.open(disk);
        try {
            var store = new ChunkStore(directory, workers, EpochPromise.load(directory));
            store.scan();
            return store;
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private void scan() throws IOException {
        var remembered = directory.states().states();
        for (var outer : directoriesIn("")) {
            for (var inner : directoriesIn(outer)) {
                var path = outer + "/" + inner;
                for (var file : directory.disk().list(path)) {
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

    public EpochPromise promise() {
        return promise;
    }

    /**
     * Called with each chunk whose version, length or seal changed, save for mere appends, until
     * what is returned is run.
     */
    public Runnable onChange(Consumer<ChunkId> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Completes with the error that retired the directory; cancelled when it is closed. */
    public CompletableFuture<IOException> retired() {
        return directory.retired();
    }

    /** The chunk, of which there may be no bytes. */
    public ChunkLog chunk(ChunkId id) {
        return chunks.computeIfAbsent(
                id,
                absent -> ChunkLog.absent(directory, ChunkState.unknown(absent), changed(absent)));
    }

    /** The chunk, of which there are bytes. */
    public ChunkLog present(ChunkId id) throws RefusedException {
        var log = chunks.get(id);
        if (log == null || !log.image().isPresent()) {
            throw notHere(id);
        }
        return log;
    }

    private static RefusedException notHere(ChunkId id) {
        return new RefusedException(
                RefusalCode.NOT_FOUND, id.toString(), "is not on this chunkserver");
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

    public long count() {
        return chunks.values().stream().filter(ChunkLog::isPresent).count();
    }

    public int openStreams() {
        return (int) chunks.values().stream().filter(ChunkLog::hasWriter).count();
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

    /** Since this store was opened. */
    public Traffic traffic() {
        return directory.traffic();
    }

    /** A chunk's file as it is on disk. File calls. */
    public StoredFile file(ChunkId id) throws IOException, RefusedException {
        if (!directory.disk().exists(ChunkFile.name(id))) {
            throw notHere(id);
        }
        return StoredFile.open(directory, ChunkFile.name(id));
    }

    /** File calls. */
    public Space space() throws IOException {
        return directory.space();
    }

    /** Writes and syncs a small file: what a disk that hangs or fails cannot do. File calls. */
    public void probe(String text) throws IOException, RefusedException {
        directory.trusted(() -> {
            try (var file = directory.disk().open(ChunkFile.WRITE_PROBE, Disk.Open.EITHER)) {
                var bytes = text.getBytes(StandardCharsets.UTF_8);
                file.write(0, List.of(ByteBuffer.wrap(bytes)));
                file.sync();
                return true;
            }
        });
    }

    /** The writers have been closed. File calls. */
    @Override
    public void close() throws IOException {
        directory.close();
    }
}
