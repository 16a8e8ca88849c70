package io.penumbra.gateway.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Threads;
import io.penumbra.zclient.FileStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pieces of files that were asked for again lately, on a disk. A piece belongs to one version of a
 * file, so none is ever out of date. One thread writes, and those who read never wait for it: what
 * it cannot keep up with is not held. A disk that fails costs hits and nothing else.
 */
public final class ContentCache implements AutoCloseable {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(ContentCache.class);

    /** After a failure the disk is left alone for so long. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Duration LOOK_AT_DISK_EVERY = Duration.ofSeconds(10);

    // Constant after construction.
    private final CacheSettings settings;
    private final CacheFigures figures;
    private final Clock clock;
    private final List<Thread> running = new ArrayList<>();
    private final ArrayBlockingQueue<Work> waiting;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Shelf<PieceKey, StoredPiece> shelf = new Shelf<>();

    @GuardedBy("lock")
    private final Touches touches;

    @GuardedBy("lock")
    private final Streaks streaks = new Streaks();

    @GuardedBy("lock")
    private final PieceMemory memory;

    /** Null until the folder is taken. */
    private volatile @Nullable PieceFiles files;

    private interface Work {
        void on(PieceFiles disk) throws IOException;
    }

    public ContentCache(CacheSettings settings, CacheFigures figures, Clock clock) {
        this.settings = settings;
        this.figures = figures;
        this.clock = clock;
        waiting = new ArrayBlockingQueue<>(settings.waitingMax());
        touches = new Touches(settings.touchesMax());
        memory = new PieceMemory(settings.memoryBytes());
    }

    public void start(Threads threads) {
        running.add(threads.platform("cache", this::work));
        running.add(threads.virtual("cache limit", this::lookAtDisk));
    }

    /** The bytes {@code from} to {@code to} of a piece, checked; empty if they are not here. */
    Optional<ByteBuffer> read(PieceKey key, int from, int to) {
        Optional<StoredPiece> stored;
        lock.lock();
        try {
            var recent = memory.get(key);
            if (recent.isPresent()) {
                return Optional.of(hit(ByteBuffer.wrap(recent.get(), from, to - from)));
            }
            stored = shelf.get(key);
        } finally {
            lock.unlock();
        }
        var disk = files;
        if (stored.isEmpty() || disk == null) {
            return Optional.empty();
        }
        try {
            var bytes = disk.read(key, stored.get(), from, to);
            if (bytes.isPresent()) {
                return Optional.of(hit(bytes.get()));
            }
            log.debug("{} in the cache is damaged or gone", key);
        } catch (IOException e) {
            log.debug("{} in the cache cannot be read", key, e);
        }
        forget(key);
        return Optional.empty();
    }

    private ByteBuffer hit(ByteBuffer bytes) {
        figures.hits.increment();
        figures.hitBytes.add(bytes.remaining());
        return bytes;
    }

    private void forget(PieceKey key) {
        figures.failures.increment();
        lock.lock();
        try {
            shelf.remove(key);
            showSize();
        } finally {
            lock.unlock();
        }
        offer(disk -> disk.delete(key));
    }

    boolean holds(PieceKey key) {
        lock.lock();
        try {
            return memory.holds(key) || shelf.holds(key);
        } finally {
            lock.unlock();
        }
    }

    /** Notes that all of a piece, which is not here, is asked for: whether it is worth holding. */
    boolean isWorthHolding(PieceKey key) {
        lock.lock();
        try {
            return touches.whole(key);
        } finally {
            lock.unlock();
        }
    }

    /** The same of a part of it: then it is worth fetching as a whole, too. */
    boolean isWorthFetching(PieceKey key) {
        lock.lock();
        try {
            return touches.part(key);
        } finally {
            lock.unlock();
        }
    }

    /** Notes that a part of a file is asked for: whether it follows the last one. */
    boolean goesOn(FileStatus file, long from, long to) {
        lock.lock();
        try {
            return streaks.goesOn(file.inode(), file.version(), from, to);
        } finally {
            lock.unlock();
        }
    }

    /** For the next ones who want a part of it, soon. */
    void remember(PieceKey key, byte[] piece) {
        lock.lock();
        try {
            memory.put(key, piece);
        } finally {
            lock.unlock();
        }
    }

    /** Has it written, unless too much waits for that. The bytes must not change any more. */
    void hold(PieceKey key, byte[] piece) {
        if (!offer(disk -> store(disk, key, piece))) {
            figures.dropped.increment();
        }
    }

    private boolean offer(Work work) {
        return files != null && waiting.offer(work);
    }

    private void work() {
        try (var disk = takeFolder()) {
            files = disk;
            while (true) {
                var next = waiting.take();
                try {
                    next.on(disk);
                } catch (ClosedByInterruptException e) {
                    return;
                } catch (IOException e) {
                    figures.failures.increment();
                    log.warn("the cache in {} does not work; goes on", settings.folder(), e);
                    clock.sleep(PAUSE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.warn("the cache in {} did not close well", settings.folder(), e);
        }
    }

    private PieceFiles takeFolder() throws InterruptedException {
        for (boolean first = true; ; first = false) {
            try {
                return PieceFiles.take(settings.folder());
            } catch (IOException e) {
                figures.failures.increment();
                if (first) {
                    log.warn("goes on without a cache in {}", settings.folder(), e);
                }
                clock.sleep(PAUSE);
            }
        }
    }

    private void lookAtDisk() {
        try {
            while (true) {
                clock.sleep(LOOK_AT_DISK_EVERY);
                offer(disk -> makeRoom(disk, 0));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void store(PieceFiles disk, PieceKey key, byte[] piece) throws IOException {
        long counted = CacheSettings.counted(piece.length);
        if (holdsOnDisk(key) || !makeRoom(disk, counted)) {
            return;
        }
        var stored = disk.write(key, piece);
        lock.lock();
        try {
            shelf.put(key, stored, counted);
            showSize();
        } finally {
            lock.unlock();
        }
    }

    private boolean holdsOnDisk(PieceKey key) {
        lock.lock();
        try {
            return shelf.holds(key);
        } finally {
            lock.unlock();
        }
    }

    /** Lets pieces go until so many bytes more fit; false if they do not fit an empty cache. */
    private boolean makeRoom(PieceFiles disk, long more) throws IOException {
        long usable = disk.usableBytes();
        for (var leaving = leaving(usable, more); leaving.isPresent(); ) {
            disk.delete(leaving.get());
            leaving = leaving(usable, more);
        }
        return more <= figures.limitBytes();
    }

    private Optional<PieceKey> leaving(long usableBytes, long more) {
        lock.lock();
        try {
            long limit = settings.limit(shelf.bytes(), usableBytes);
            figures.limitBytes.set(limit);
            boolean fits =
                    shelf.bytes() + more <= limit
                            && shelf.size() + (more > 0 ? 1 : 0) <= settings.piecesMax();
            var leaving = fits ? Optional.<PieceKey>empty() : shelf.evict();
            showSize();
            return leaving;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void showSize() {
        figures.pieces.set(shelf.size());
        figures.bytes.set(shelf.bytes());
    }

    @Override
    public void close() {
        running.forEach(Thread::interrupt);
        try {
            for (var thread : running) {
                var _ = thread.join(ENDS_WITHIN); // a disk that hangs does not keep the gateway
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
