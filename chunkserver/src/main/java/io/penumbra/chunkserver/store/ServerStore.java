package io.penumbra.chunkserver.store;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.Medium;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

/**
 * The chunks of a server, over all of its data directories: knows which of them has a chunk, and
 * chooses one for a new chunk. Makes no file calls itself.
 */
public final class ServerStore {
    private final Directories directories;
    private final RandomGenerator random;
    private final Media media = new Media();
    private final ReentrantLock choosing = new ReentrantLock();
    private final ReentrantLock verifying = new ReentrantLock();
    private volatile boolean verified;
    private final CopyOnWriteArrayList<Consumer<ChunkId>> listeners = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<Consumer<ChunkId>> doubters = new CopyOnWriteArrayList<>();

    private ServerStore(Directories directories, RandomGenerator random) {
        this.directories = directories;
        this.random = random;
    }

    /**
     * Takes the directories, finds their chunks, and checks those that are not sealed.
     *
     * @param places asked again every few seconds: directories may be added to it
     * @param trashKeep how long what is discarded stays on disk, unless that is full
     */
    public static ServerStore open(
            Supplier<List<DataPlace>> places,
            Duration trashKeep,
            Clock clock,
            Threads threads,
            RandomGenerator random)
            throws IOException, RefusedException, InterruptedException {
        var around =
                new Directories.Surroundings(
                        places, trashKeep, clock, threads, new SplittableRandom(random.nextLong()));
        var directories = Directories.open(around);
        var store = new ServerStore(directories, new SplittableRandom(random.nextLong()));
        directories.serving().forEach(store::hear);
        directories.follow(store::hear);
        return store;
    }

    private void hear(ChunkStore newcomer) {
        newcomer.onChange(chunk -> listeners.forEach(listener -> listener.accept(chunk)));
        newcomer.damaged().forEach(image -> doubt(image.chunk()));
    }

    public ServerIdentity identity() {
        return directories.identity();
    }

    public EpochPromise promise() {
        return directories.promise();
    }

    /**
     * Called with each chunk whose version, length or seal changed, save for mere appends, until
     * what is returned is run. A directory that comes or goes is told by {@link #directoryChanges}.
     */
    public Runnable onChange(Consumer<ChunkId> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Called with each chunk of which a copy here has to be looked at. */
    public void onDoubt(Consumer<ChunkId> doubter) {
        doubters.add(doubter);
        damaged().forEach(image -> doubter.accept(image.chunk()));
    }

    /** Somebody met a bad byte of this copy; nothing is done to it for that. */
    public void suspect(ChunkId id) {
        if (image(id).map(image -> !image.damaged()).orElse(false)) {
            doubt(id);
        }
    }

    private void doubt(ChunkId id) {
        doubters.forEach(doubter -> doubter.accept(id));
    }

    /** Grows when a directory comes or goes, and its chunks with it. */
    public long directoryChanges() {
        return directories.changes();
    }

    /** Completes when the last directory has failed; cancelled when this is closed. */
    public CompletableFuture<IOException> noneLeft() {
        return directories.noneLeft();
    }

    /** What classes want their chunks to be on. */
    public Media media() {
        return media;
    }

    /** The chunk, of which there may be no bytes; a directory is chosen for one not known yet. */
    public ChunkLog chunk(ChunkId id, StorageClassName storageClass) throws RefusedException {
        return home(id, storageClass).chunk(id);
    }

    private ChunkStore home(ChunkId id, StorageClassName storageClass) throws RefusedException {
        var known = find(id);
        return known.isPresent() ? known.get() : choose(id, media.of(storageClass));
    }

    private Optional<ChunkStore> find(ChunkId id) {
        for (var store : directories.serving()) {
            if (store.known(id).isPresent()) {
                return Optional.of(store);
            }
        }
        return Optional.empty();
    }

    private ChunkStore choose(ChunkId id, Medium wanted) throws RefusedException {
        choosing.lock();
        try {
            var known = find(id);
            if (known.isPresent()) {
                return known.get();
            }
            var serving = directories.serving();
            if (serving.isEmpty()) {
                throw new RefusedException(
                        RefusalCode.UNAVAILABLE,
                        identity().server().value(),
                        "has no data directory left");
            }
            var shares = serving.stream().map(ChunkStore::share).toList();
            var chosen = serving.get(Shares.choose(shares, wanted, random));
            chosen.chunk(id);
            return chosen;
        } finally {
            choosing.unlock();
        }
    }

    /** The chunk, if anything is known of it. */
    public Optional<ChunkLog> known(ChunkId id) {
        return find(id).flatMap(store -> store.known(id));
    }

    /** How the chunk stands, if anything is known of it. */
    public Optional<ChunkImage> image(ChunkId id) {
        return known(id).map(ChunkLog::image);
    }

    /** To the trash with it. It was retired. */
    public void discard(ChunkLog log, Instant now)
            throws IOException, RefusedException, InterruptedException {
        var home = find(log.id()).orElseThrow(() -> ChunkStore.notHere(log.id()));
        home.files()
                .call(() -> {
                    home.discard(log, now);
                    return true;
                });
    }

    /** The chunk, of which there are bytes. */
    public ChunkLog present(ChunkId id) throws RefusedException {
        var log = find(id).flatMap(store -> store.known(id));
        if (log.isEmpty() || !log.get().isPresent()) {
            throw ChunkStore.notHere(id);
        }
        return log.get();
    }

    /** Every chunk of which there are bytes. */
    public List<ChunkImage> images() {
        var images = new ArrayList<ChunkImage>();
        directories.serving().forEach(store -> images.addAll(store.images()));
        return images;
    }

    /** Every chunk of which there are bytes that were found damaged. */
    public List<ChunkImage> damaged() {
        return images().stream().filter(ChunkImage::damaged).toList();
    }

    /** How far the scrub was, as its directories say; not all of them know the latest. */
    public List<String> scrubProgress() throws IOException, RefusedException, InterruptedException {
        var saved = new ArrayList<String>();
        for (var store : directories.serving()) {
            store.files().call(store::scrubProgress).ifPresent(saved::add);
        }
        return saved;
    }

    /** Kept beyond a restart, unless no directory is left. */
    public void saveScrubProgress(String text)
            throws IOException, RefusedException, InterruptedException {
        var serving = directories.serving();
        if (!serving.isEmpty()) {
            var store = serving.getFirst();
            store.files().call(() -> store.saveScrubProgress(text));
        }
    }

    /** Begins to write a chunk. */
    public Appender append(ChunkId id, Appender.Opening opening, Appender.Listener listener)
            throws IOException, RefusedException, InterruptedException {
        var home = home(id, opening.storageClass());
        return home.files().call(() -> home.append(id, opening, listener));
    }

    /**
     * Checks every byte of what a start believes, once: a master has seen a later image of one of
     * the directories. What is not right is marked as damaged.
     */
    public void verify() throws IOException, RefusedException, InterruptedException {
        verifying.lockInterruptibly();
        try {
            if (!verified) {
                for (var store : directories.serving()) {
                    for (var log : store.known()) {
                        verify(log);
                    }
                }
                verified = true;
            }
        } finally {
            verifying.unlock();
        }
    }

    private static void verify(ChunkLog log)
            throws IOException, RefusedException, InterruptedException {
        log.control().lockInterruptibly();
        try {
            if (log.image().isPresent()) {
                log.files().call(() -> judged(log));
            }
        } finally {
            log.control().unlock();
        }
    }

    private static boolean judged(ChunkLog log) throws IOException, RefusedException {
        try (var inspection = Inspection.of(log)) {
            while (!inspection.isOver()) {
                inspection.step();
            }
            log.judge(inspection.finding());
        }
        return true;
    }

    /** Whether every byte was checked in this run. */
    public boolean isVerified() {
        return verified;
    }

    /** A chunk's file as it is on disk. */
    public StoredFile file(ChunkId id) throws IOException, RefusedException, InterruptedException {
        var home = find(id).orElseThrow(() -> ChunkStore.notHere(id));
        return home.files().call(() -> home.file(id));
    }

    /** The system chunks of each directory; the one with the most room first. */
    public List<SystemShelf> shelves() {
        return directories.serving().stream()
                .sorted(
                        Comparator.comparingLong((ChunkStore store) -> store.space().freeBytes())
                                .reversed())
                .map(ChunkStore::shelf)
                .toList();
    }

    /** The journal's tail, where there is most of it; empty if no directory is left. */
    public Optional<TailShelf> tail() {
        return directories.serving().stream()
                .map(ChunkStore::tail)
                .max(Comparator.comparing(shelf -> shelf.held().lastIndex()));
    }

    /** The last record that {@link #tail} has. */
    public JournalIndex tailIndex() {
        return tail().map(shelf -> shelf.held().lastIndex()).orElse(new JournalIndex(0));
    }

    public long count() {
        return sum(ChunkStore::count);
    }

    public int openStreams() {
        return (int) sum(ChunkStore::openStreams);
    }

    /** Files that are held open, in use or to be at hand for the next read. */
    public int openFiles() {
        return (int) sum(ChunkStore::openFiles);
    }

    /** Bytes of all chunks, as far as they can be read. */
    public long heldBytes() {
        return sum(ChunkStore::heldBytes);
    }

    /** Received bytes that wait for a disk. */
    public long unwrittenBytes() {
        return sum(ChunkStore::unwrittenBytes);
    }

    /** File calls that wait for their turn. */
    public int waitingCalls() {
        return (int) sum(ChunkStore::waitingCalls);
    }

    private long sum(ToLongFunction<ChunkStore> figure) {
        return directories.serving().stream().mapToLong(figure).sum();
    }

    /** Since this store was opened. */
    public Traffic traffic() {
        return directories.traffic();
    }

    /** On all disks together, a moment ago. */
    public Space space() {
        return new Space(
                sum(store -> store.space().capacityBytes()),
                sum(store -> store.space().freeBytes()));
    }

    /** How long ago the last small write began that reached its disk, on the worst of them. */
    public Duration probeAge() {
        return directories.serving().stream()
                .map(store -> store.probe().age())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** How each directory is; those out of service come last. */
    public List<DirectoryVitals> directories() {
        var vitals = new ArrayList<DirectoryVitals>();
        directories.serving().forEach(store -> vitals.add(store.vitals()));
        vitals.addAll(directories.outOfService());
        return vitals;
    }

    /** The writers have been closed. */
    public void close() throws IOException, RefusedException, InterruptedException {
        directories.close();
    }
}
