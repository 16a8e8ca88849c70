package io.penumbra.cli.transfer;

import io.penumbra.cli.Failures;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.zclient.PenumbraException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Does many pieces of work, so many at a time. One that fails is reported and counted, and the
 * others go on; unless the failure is one that they would all meet.
 */
final class Workers implements AutoCloseable {
    private static final int WAITING_MAX = 256;
    private static final long LOOK_MILLIS = 100;

    private final Tally tally;
    private final PrintWriter err;
    private final BlockingQueue<Work> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final CountDownLatch running;

    private volatile boolean allGiven;
    private volatile boolean hopeless;

    /** One piece of it. */
    interface Work {
        void run() throws IOException, RefusedException;
    }

    Workers(int count, Tally tally, PrintWriter err) {
        this.tally = tally;
        this.err = err;
        running = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            Thread.ofVirtual().name("transfer-" + i).start(this::runAll);
        }
    }

    /** Waits while enough is waiting. */
    void give(Work work) throws IOException {
        try {
            while (!hopeless && !waiting.offer(work, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                // Full: looks again whether it is worth it.
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** Whether what is still to come would fail, too. */
    boolean isHopeless() {
        return hopeless;
    }

    /** Does it at once, and reports its failure as that of any other. */
    void now(Work work) {
        try {
            work.run();
        } catch (IOException | RefusedException | RuntimeException e) {
            synchronized (err) {
                tally.failed(Failures.report(e, err));
            }
            hopeless |= meetsAll(e);
        }
    }

    private void runAll() {
        try {
            for (var work = next(); work != null; work = next()) {
                now(work);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running.countDown();
        }
    }

    /** Nothing when nothing more is to come. */
    private @Nullable Work next() throws InterruptedException {
        while (!hopeless) {
            boolean last = allGiven;
            var work = waiting.poll(last ? 0 : LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (work != null || last) {
                return work;
            }
        }
        return null;
    }

    private static boolean meetsAll(Exception failure) {
        return switch (failure) {
            case PenumbraException e -> meetsAll(e.code());
            case RefusedException e -> meetsAll(e.code());
            case IllegalArgumentException _, IOException _ -> false;
            default -> true;
        };
    }

    private static boolean meetsAll(RefusalCode code) {
        return switch (code) {
            case UNAVAILABLE,
                    DEADLINE,
                    OVERLOADED,
                    NO_SPACE,
                    TOO_FEW_SERVERS,
                    QUOTA_EXCEEDED,
                    NOT_LEADER,
                    STALE_EPOCH,
                    WRONG_CLUSTER,
                    UNAUTHENTICATED ->
                    true;
            default -> false;
        };
    }

    /** Returns when all is done. */
    void finish() throws IOException {
        allGiven = true;
        try {
            running.await();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    @Override
    public void close() {
        hopeless = true;
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted");
    }
}
