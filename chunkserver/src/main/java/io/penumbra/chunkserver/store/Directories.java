package io.penumbra.chunkserver.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data directories of a server: which are in service, which are not, and why.
 *
 * <p>One that is not there at the start, or comes later, is taken into service when it is there.
 * One that failed is not, unless it was formatted anew: then it is another one.
 */
final class Directories {
    /** What is around a server's directories. */
    record Surroundings(
            Supplier<List<DataPlace>> places,
            Duration trashKeep,
            Clock clock,
            Threads threads,
            RandomGenerator random) {}

    private static final Logger LOG = LoggerFactory.getLogger(Directories.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final long UNWRITTEN_BYTES_MAX = 64L << 20;

    private final Surroundings around;
    private final ServerIdentity identity;
    private final long unwrittenBytesMax;
    private final Traffic traffic = new Traffic();
    private final EpochPromise promise;
    private final IoPool looks;
    private final CompletableFuture<IOException> noneLeft = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();

    private final AtomicLong changes = new AtomicLong();

    // Written under the lock.
    private volatile List<ChunkStore> serving = List.of();

    // Their pools live on, for those who still ask.
    @GuardedBy("lock")
    private final List<ChunkStore> retired = new ArrayList<>();

    // By the name of the place.
    @GuardedBy("lock")
    private final Map<String, DirectoryVitals> outOfService = new TreeMap<>();

    @GuardedBy("lock")
    private Consumer<ChunkStore> newcomers = _ -> {};

    @GuardedBy("lock")
    private boolean closed;

    private Directories(Surroundings around, ServerIdentity identity, int places, IoPool looks) {
        this.around = around;
        this.identity = identity;
        this.looks = looks;
        unwrittenBytesMax = UNWRITTEN_BYTES_MAX / places;
        promise = new EpochPromise(() -> serving, around.clock());
    }

    /** Takes those that are there into service, if what they say goes together. */
    static Directories open(Surroundings around)
            throws IOException, RefusedException, InterruptedException {
        var looks = new IoPool(around.threads(), "directories", 1);
        boolean whole = false;
        try {
            var muster = looks.call(() -> Muster.of(around.places().get(), around.random()));
            var directories =
                    new Directories(
                            around,
                            muster.identity(),
                            muster.present().size() + muster.absent().size(),
                            looks);
            whole = true;
            directories.beginOrClose(muster);
            return directories;
        } finally {
            if (!whole) {
                looks.close();
            }
        }
    }

    private void beginOrClose(Muster muster)
            throws IOException, RefusedException, InterruptedException {
        boolean whole = false;
        try {
            begin(muster);
            whole = true;
        } finally {
            if (!whole) {
                close();
            }
        }
    }

    private void begin(Muster muster) throws IOException, RefusedException, InterruptedException {
        muster.absent().forEach(this::putOutOfService);
        // All at the same time: each checks what it holds.
        var openings = new ArrayList<Opening>();
        for (var taken : muster.present()) {
            openings.add(startOpening(taken));
        }
        var failure = new IOException("no data directory is given");
        for (var opening : openings) {
            try {
                serve(opening.result());
            } catch (IOException e) {
                failure = e;
                putOutOfService(opening.taken().place(), e);
            }
        }
        if (serving.isEmpty()) {
            throw failure;
        }
        Twins.settle(serving);
        promise.gather();
        serving.forEach(this::attend);
    }

    /** A directory that is being opened, with those who do its file calls from then on. */
    private record Opening(
            TakenDirectory taken, ChunkStore.Workers workers, CompletableFuture<ChunkStore> done) {
        ChunkStore result() throws IOException, RefusedException, InterruptedException {
            try {
                return IoPool.result(done);
            } catch (IOException | RefusedException e) {
                workers.close();
                throw e;
            }
        }
    }

    private Opening startOpening(TakenDirectory taken) throws RefusedException {
        var own = new ChunkStore.Workers(around.threads(), unwrittenBytesMax, traffic);
        var done =
                own.files()
                        .start(() -> ChunkStore.open(taken, identity.run(), own, around.clock()));
        return new Opening(taken, own, done);
    }

    /** False if this was closed meanwhile. */
    private boolean serve(ChunkStore store) {
        lock.lock();
        try {
            if (!closed) {
                outOfService.remove(store.place().name());
                var all = new ArrayList<>(serving);
                all.add(store);
                serving = List.copyOf(all);
                newcomers.accept(store);
                changes.incrementAndGet();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void putOutOfService(DataPlace place, Exception why) {
        var vitals = DirectoryVitals.outOfService(place, String.valueOf(why.getMessage()));
        lock.lock();
        try {
            var before = outOfService.put(place.name(), vitals);
            if (before == null || !before.wrong().equals(vitals.wrong())) {
                LOG.error("{} is {}", place, vitals.wrong());
            }
        } finally {
            lock.unlock();
        }
    }

    private void attend(ChunkStore store) {
        var name = store.place().name();
        around.threads().virtual("write-probe-" + name, store.probe()::run);
        var trash = new TrashRounds(store, around.clock(), around.trashKeep());
        around.threads().virtual("trash-" + name, trash::run);
        around.threads().virtual("retirement-" + name, () -> awaitRetirement(store));
    }

    private void awaitRetirement(ChunkStore store) {
        try {
            retire(store, store.retired().get());
        } catch (CancellationException e) {
            LOG.debug("{} was closed in good order", store.place());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Its chunks are gone for everybody from here on; then its disk can be taken out. */
    private void retire(ChunkStore store, IOException why) throws InterruptedException {
        putOutOfService(store.place(), why);
        lock.lock();
        try {
            retired.add(store);
            var left = new ArrayList<>(serving);
            left.remove(store);
            serving = List.copyOf(left);
            changes.incrementAndGet();
        } finally {
            lock.unlock();
        }
        if (serving.isEmpty()) {
            noneLeft.complete(new IOException(store.place() + " failed, the last one", why));
        }
        store.stopWriters(
                new Refusal(
                        RefusalCode.UNAVAILABLE,
                        store.place().toString(),
                        "failed while it was written: " + why.getMessage()));
        try {
            closeFiles(store);
        } catch (IOException | RefusedException e) {
            LOG.warn("{} does not close", store.place(), e);
        }
    }

    /** Begins to look for directories that come later; called once, by who wants to know them. */
    void follow(Consumer<ChunkStore> newcomer) {
        lock.lock();
        try {
            newcomers = newcomer;
        } finally {
            lock.unlock();
        }
        around.threads().virtual("directories", this::lookAgain);
    }

    private void lookAgain() {
        try {
            while (isOpen()) {
                around.clock().sleep(LOOK_EVERY);
                var places = looks.call(() -> around.places().get());
                forgetAllBut(places);
                for (var place : places) {
                    if (isOpen() && !isServing(place)) {
                        look(place);
                    }
                }
            }
        } catch (IOException | RefusedException e) {
            throw new IllegalStateException("the list of directories cannot be made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forgetAllBut(List<DataPlace> places) {
        var names = places.stream().map(DataPlace::name).toList();
        lock.lock();
        try {
            outOfService.keySet().retainAll(names);
        } finally {
            lock.unlock();
        }
    }

    private boolean isOpen() {
        lock.lock();
        try {
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean isServing(DataPlace place) {
        return serving.stream().anyMatch(store -> store.place().name().equals(place.name()));
    }

    private void look(DataPlace place) throws InterruptedException {
        try {
            var taken = looks.call(() -> takeLate(place));
            if (taken.isPresent()) {
                enter(startOpening(taken.get()).result());
            }
        } catch (IOException | RefusedException e) {
            putOutOfService(place, e);
        }
    }

    /** Empty if it is one that has failed in this run. */
    private Optional<TakenDirectory> takeLate(DataPlace place)
            throws IOException, RefusedException {
        var says = StorageIdentity.load(place.disk());
        Muster.requireSame(place, says, identity);
        lock.lock();
        try {
            if (retired.stream().anyMatch(store -> isOf(store, says))) {
                return Optional.empty();
            }
        } finally {
            lock.unlock();
        }
        for (var store : serving) {
            Muster.requireNoCopy(place, says, store.place(), store.identity());
        }
        return Optional.of(TakenDirectory.take(place, around.random()));
    }

    private static boolean isOf(ChunkStore store, StorageIdentity says) {
        return store.identity().storage().equals(says.storage());
    }

    private void enter(ChunkStore store)
            throws IOException, RefusedException, InterruptedException {
        boolean entered = false;
        try {
            keepPromise(store);
            Twins.giveWay(store, serving);
            entered = serve(store);
        } finally {
            if (!entered) {
                close(store);
            }
        }
        attend(store);
        // One may have been made between the first time and now.
        keepPromise(store);
        LOG.info("{} is in service, with {} chunks", store.place(), store.count());
    }

    private void keepPromise(ChunkStore store)
            throws IOException, RefusedException, InterruptedException {
        store.files().call(() -> store.promise(promise.highest()));
    }

    ServerIdentity identity() {
        return identity;
    }

    EpochPromise promise() {
        return promise;
    }

    Traffic traffic() {
        return traffic;
    }

    /** Those in service. */
    List<ChunkStore> serving() {
        return serving;
    }

    /** Grows when one comes or goes. */
    long changes() {
        return changes.get();
    }

    /** Completes when the last one has failed. */
    CompletableFuture<IOException> noneLeft() {
        return noneLeft;
    }

    /** Those out of service. */
    List<DirectoryVitals> outOfService() {
        lock.lock();
        try {
            return List.copyOf(outOfService.values());
        } finally {
            lock.unlock();
        }
    }

    /** The writers have been closed. */
    void close() throws IOException, RefusedException, InterruptedException {
        List<ChunkStore> before;
        lock.lock();
        try {
            closed = true;
            before = List.copyOf(retired);
        } finally {
            lock.unlock();
        }
        noneLeft.cancel(false);
        try {
            for (var store : serving) {
                close(store);
            }
        } finally {
            before.forEach(ChunkStore::closeWorkers);
            looks.close();
        }
    }

    private static void close(ChunkStore store)
            throws IOException, RefusedException, InterruptedException {
        try {
            closeFiles(store);
        } finally {
            store.closeWorkers();
        }
    }

    private static void closeFiles(ChunkStore store)
            throws IOException, RefusedException, InterruptedException {
        store.files()
                .call(() -> {
                    store.close();
                    return true;
                });
    }
}
