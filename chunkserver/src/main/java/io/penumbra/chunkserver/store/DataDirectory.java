package io.penumbra.chunkserver.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.chunk.DamagedException;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.port.Disk;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One data directory at work: its disk, its open files, its state log, and whether it can still be
 * trusted. The first I/O error retires it, for good.
 */
final class DataDirectory implements AutoCloseable {
    private final TakenDirectory taken;
    private final Disk disk;
    private final StorageIdentity identity;
    private final StateLog states;
    private final OpenFiles files;
    private final Trash trash;
    private final ChunkStore.Workers workers;
    private final CompletableFuture<IOException> retired = new CompletableFuture<>();
    private final ReentrantLock making = new ReentrantLock();

    @GuardedBy("making")
    private final Set<String> knownDirectories = new HashSet<>();

    private DataDirectory(
            TakenDirectory taken,
            StorageIdentity identity,
            StateLog states,
            ChunkStore.Workers workers) {
        this.taken = taken;
        this.disk = taken.place().disk();
        this.identity = identity;
        this.states = states;
        this.workers = workers;
        files = new OpenFiles(disk);
        trash = new Trash(disk);
    }

    /** Begins to work in the directory, which this then lets go of when it is closed. */
    static DataDirectory open(TakenDirectory taken, ServerRun run, ChunkStore.Workers workers)
            throws IOException {
        var disk = taken.place().disk();
        var states = StateLog.open(disk);
        return new DataDirectory(taken, taken.found().begin(disk, run), states, workers);
    }

    DataPlace place() {
        return taken.place();
    }

    ChunkStore.Workers workers() {
        return workers;
    }

    Disk disk() {
        return disk;
    }

    ClusterId cluster() {
        return identity.cluster();
    }

    StorageIdentity identity() {
        return identity;
    }

    StateLog states() {
        return states;
    }

    OpenFiles files() {
        return files;
    }

    Trash trash() {
        return trash;
    }

    Traffic traffic() {
        return workers.traffic();
    }

    Space space() throws IOException {
        return new Space(disk.capacityBytes(), disk.freeBytes());
    }

    /** Completes with the error that retired the directory; cancelled when it is closed. */
    CompletableFuture<IOException> retired() {
        return retired;
    }

    /** File work that must succeed, or the directory is of no more use. */
    <T> T trusted(IoPool.Work<T> work) throws IOException, RefusedException {
        requireWorking();
        try {
            return work.run();
        } catch (DamagedException e) {
            throw e;
        } catch (IOException e) {
            retired.complete(e);
            throw e;
        }
    }

    /** File work that needs room; a full disk is refused, not retired. */
    <T> T withRoom(IoPool.Work<T> work) throws IOException, RefusedException {
        requireWorking();
        try {
            return work.run();
        } catch (DamagedException e) {
            throw e;
        } catch (IOException e) {
            if (disk.freeBytes() < disk.capacityBytes() / 100) {
                throw new RefusedException(
                        RefusalCode.NO_SPACE, place().toString(), "is full: " + e.getMessage());
            }
            retired.complete(e);
            throw e;
        }
    }

    void requireWorking() throws IOException {
        if (retired.isDone()) {
            var reason = retired.isCancelled() ? "closed" : "retired: " + retired.resultNow();
            throw new IOException(place() + " is " + reason);
        }
    }

    void requireRoom() throws IOException, RefusedException {
        requireWorking();
        if (!space().isEnoughForWriters()) {
            throw new RefusedException(
                    RefusalCode.NO_SPACE,
                    place().toString(),
                    "its last %d %% are kept free".formatted(Space.RESERVED_PERCENT));
        }
    }

    /** A new file, whose name survives a crash once {@link #syncNames} returned. */
    OpenFiles.Use create(String directory, String name) throws IOException {
        making.lock();
        try {
            if (!knownDirectories.contains(directory)) {
                disk.createDirectories(directory);
                disk.syncNames("");
                disk.syncNames(directory.substring(0, directory.indexOf('/')));
                knownDirectories.add(directory);
            }
        } finally {
            making.unlock();
        }
        return files.use(name, Disk.Open.EITHER);
    }

    void syncNames(String directory) throws IOException {
        disk.syncNames(directory);
    }

    @Override
    public void close() throws IOException {
        retired.cancel(false);
        files.close();
        states.close();
        taken.close();
    }
}
