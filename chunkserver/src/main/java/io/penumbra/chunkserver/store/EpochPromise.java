package io.penumbra.chunkserver.store;

import io.penumbra.core.id.Epoch;
import io.penumbra.core.leadership.Fence;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/** The highest epoch this server has met. It is on disk before anyone hears of it. */
public final class EpochPromise {
    private final DataDirectory directory;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Fence fence;

    private EpochPromise(DataDirectory directory, Fence fence) {
        this.directory = directory;
        this.fence = fence;
    }

    static EpochPromise load(DataDirectory directory) throws IOException {
        var text = AtomicFile.read(directory.disk(), ChunkFile.PROMISE);
        if (text.isEmpty()) {
            return new EpochPromise(directory, Fence.OPEN);
        }
        try {
            var epoch = new Epoch(Long.parseLong(text.get().strip()));
            return new EpochPromise(directory, new Fence(epoch));
        } catch (NumberFormatException e) {
            throw new IOException("PROMISE: no epoch in it: '" + text.get() + "'", e);
        }
    }

    public Epoch highest() {
        return fence.highest();
    }

    /** Refuses a master that was replaced; promises a new one its epoch. File calls. */
    public void admit(Epoch sent) throws IOException, RefusedException {
        lock.lock();
        try {
            switch (fence.admit(sent)) {
                case Fence.Verdict.Current _ -> {}
                case Fence.Verdict.Newer(var next) -> {
                    directory.trusted(() -> {
                        AtomicFile.replace(directory.disk(), ChunkFile.PROMISE, sent + "\n");
                        return true;
                    });
                    fence = next;
                }
                case Fence.Verdict.Stale(_, var highest) -> throw stale(sent, highest);
            }
        } finally {
            lock.unlock();
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
