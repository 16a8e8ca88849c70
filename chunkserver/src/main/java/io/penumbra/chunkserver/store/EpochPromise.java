package io.penumbra.chunkserver.store;

import io.penumbra.core.id.Epoch;
import io.penumbra.core.leadership.Fence;
import io.penumbra.core.port.Clock;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The highest epoch this server has met. It is on disk before anyone hears of it: in every data
 * directory, of which the highest counts, so that one that does not answer holds up nobody.
 */
public final class EpochPromise {
    private static final Logger LOG = LoggerFactory.getLogger(EpochPromise.class);
    private static final Duration DISK_ANSWERS_WITHIN = Duration.ofSeconds(2);

    private final Supplier<List<ChunkStore>> directories;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Fence fence = Fence.OPEN;

    EpochPromise(Supplier<List<ChunkStore>> directories, Clock clock) {
        this.directories = directories;
        this.clock = clock;
    }

    /** Takes over what the directories have promised, each of which then knows of the highest. */
    void gather() throws IOException, RefusedException, InterruptedException {
        lock.lockInterruptibly();
        try {
            for (var directory : directories.get()) {
                if (fence.admit(directory.promised()) instanceof Fence.Verdict.Newer(var next)) {
                    fence = next;
                }
            }
            keep(fence.highest());
        } finally {
            lock.unlock();
        }
    }

    public Epoch highest() {
        return fence.highest();
    }

    /** Refuses a master that was replaced; promises a new one its epoch. */
    public void admit(Epoch sent) throws IOException, RefusedException, InterruptedException {
        if (fence.admit(sent) instanceof Fence.Verdict.Current) {
            return;
        }
        lock.lockInterruptibly();
        try {
            switch (fence.admit(sent)) {
                case Fence.Verdict.Current _ -> {}
                case Fence.Verdict.Newer(var next) -> {
                    keep(sent);
                    fence = next;
                }
                case Fence.Verdict.Stale(_, var highest) -> throw stale(sent, highest);
            }
        } finally {
            lock.unlock();
        }
    }

    private void keep(Epoch epoch) throws IOException, RefusedException, InterruptedException {
        var writes = new ArrayList<CompletableFuture<Epoch>>();
        for (var directory : directories.get()) {
            writes.add(directory.files().start(() -> directory.promise(epoch)));
        }
        var failure = new IOException("no data directory took the promise of epoch " + epoch);
        int kept = 0;
        for (var write : writes) {
            try {
                clock.await(write, DISK_ANSWERS_WITHIN);
                kept++;
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn("a data directory does not take the promise of epoch {}", epoch, e);
                failure.addSuppressed(e);
            }
        }
        if (kept == 0) {
            throw failure;
        }
    }

    /** Refuses to go on with what a master asked for that has been replaced since. */
    public void requireStill(Epoch admitted) throws RefusedException {
        if (fence.admit(admitted) instanceof Fence.Verdict.Stale(_, var highest)) {
            throw stale(admitted, highest);
        }
    }

    private static RefusedException stale(Epoch sent, Epoch highest) {
        return new RefusedException(
                RefusalCode.STALE_EPOCH,
                "epoch " + sent,
                "is over: this chunkserver has promised epoch " + highest);
    }
}
