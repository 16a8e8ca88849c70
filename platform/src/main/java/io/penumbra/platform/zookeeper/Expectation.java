package io.penumbra.platform.zookeeper;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.core.port.Coordinator.Misfit;
import io.penumbra.core.port.Coordinator.Outcome;
import io.penumbra.core.port.Threads;
import io.penumbra.proto.ProcessEntry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lasting node that says that this process is to be there: from its start until it ends on
 * purpose. One that dies leaves it behind, and is missed.
 */
public final class Expectation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Expectation.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Coordinator coordinator;
    private final Clock clock;
    private final Threads threads;
    private final String path;
    private final byte[] content;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private boolean closed;

    public Expectation(
            Coordinator coordinator, Clock clock, Threads threads, String id, ProcessEntry entry) {
        this.coordinator = coordinator;
        this.clock = clock;
        this.threads = threads;
        this.path = ClusterPaths.expected(id);
        this.content = entry.toByteArray();
    }

    /** Says it in the background, as soon as ZooKeeper answers. */
    public void start() {
        threads.virtual("expectation", this::say);
    }

    private void say() {
        try {
            while (!isSaid()) {
                clock.sleep(RETRY_AFTER);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isSaid() throws InterruptedException {
        var create = new Change.Create(path, content);
        var outcome = write(new Change.Set(path, content, Coordinator.ANY_VERSION));
        if (isMissing(outcome)) {
            outcome = write(create);
        }
        if (isMissing(outcome)) {
            outcome = write(new Change.Create(ClusterPaths.EXPECTED, new byte[0]), create);
        }
        return outcome instanceof Outcome.Committed || isClosed();
    }

    private static boolean isMissing(Outcome outcome) {
        return outcome instanceof Outcome.Conflict(_, var misfit) && misfit == Misfit.MISSING;
    }

    private Outcome write(Change... changes) throws InterruptedException {
        CompletableFuture<Outcome> asked;
        lock.lock();
        try {
            if (closed) {
                return new Outcome.Unknown("closed");
            }
            asked = coordinator.commit(List.of(changes));
        } finally {
            lock.unlock();
        }
        return answer(asked);
    }

    private Outcome answer(CompletableFuture<Outcome> asked) throws InterruptedException {
        try {
            return clock.await(asked, ANSWER_WITHIN);
        } catch (TimeoutException e) {
            return new Outcome.Unknown("no answer within " + ANSWER_WITHIN.toSeconds() + " s");
        } catch (ExecutionException e) {
            return new Outcome.Unknown(String.valueOf(e.getCause()));
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** This process ends on purpose. Waits a little for ZooKeeper to take note. */
    @Override
    public void close() {
        CompletableFuture<Outcome> asked;
        lock.lock();
        try {
            closed = true;
            // After all that was asked before: calls take effect in order.
            asked = coordinator.commit(List.of(new Change.Delete(path, Coordinator.ANY_VERSION)));
        } finally {
            lock.unlock();
        }
        try {
            if (answer(asked) instanceof Outcome.Unknown(var why)) {
                LOG.warn("ends on purpose, but others may think that it died: {}", why);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
