package io.penumbra.gateway.file;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How much memory all uploads and downloads may hold together, however many there are and however
 * slow their clients. Who finds none left waits for a while. For any number of threads.
 */
public final class TransferMemory {
    /** What the client library holds of one long upload or download at most. */
    private static final long LONG_BYTES = 10 << 20;

    private static final long LEAST_BYTES = 1 << 20;
    private static final int UNIT_BYTES = 64 << 10;
    private static final long WAIT_SECONDS = 20;

    private final int units;
    private final Semaphore free;

    public TransferMemory(long bytes) {
        units = (int) Math.max(LONG_BYTES / UNIT_BYTES, bytes / UNIT_BYTES);
        free = new Semaphore(units, true);
    }

    /** A transfer's share; given back when it is closed. */
    public interface Share extends AutoCloseable {
        @Override
        void close();
    }

    public long usedBytes() {
        return (long) (units - free.availablePermits()) * UNIT_BYTES;
    }

    public long limitBytes() {
        return (long) units * UNIT_BYTES;
    }

    /**
     * @param bytes to be transferred; negative if nobody knows
     */
    Share of(String path, long bytes) throws RefusedException {
        long wanted = bytes < 0 ? LONG_BYTES : Math.clamp(bytes, LEAST_BYTES, LONG_BYTES);
        int permits = (int) (wanted / UNIT_BYTES);
        boolean got;
        try {
            got = free.tryAcquire(permits, WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw overloaded(path);
        }
        if (!got) {
            throw overloaded(path);
        }
        return () -> free.release(permits);
    }

    private static RefusedException overloaded(String path) {
        return new RefusedException(
                RefusalCode.OVERLOADED,
                path,
                "the gateway's memory is taken by other transfers; try again in a few seconds, or"
                        + " ask another gateway");
    }
}
