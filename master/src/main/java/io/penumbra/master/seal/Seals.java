package io.penumbra.master.seal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.StateStore;
import io.penumbra.core.port.Threads;
import io.penumbra.master.loop.DecisionLoop;
import io.penumbra.master.member.MemberCalls;
import io.penumbra.master.state.Chunk;
import io.penumbra.master.state.ChunkTable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ends the seals of one leader's reign: those it finds begun when it comes, and those it begins. A
 * few at a time; one that has to wait makes room for the others.
 */
public final class Seals implements AutoCloseable {
    private static final int AT_ONCE = 8;
    private static final Duration PAUSE_MIN = Duration.ofMillis(200);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

    private record Due(ChunkId chunk, int round) {}

    private final StateStore store;
    private final DecisionLoop loop;
    private final Clock clock;
    private final Threads threads;
    private final MemberCalls members;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** As many as there are chunks in this phase: the state bounds it. */
    @GuardedBy("lock")
    private final ArrayDeque<Due> due = new ArrayDeque<>();

    /** Waiting, running or pausing: never two attempts at one chunk at a time. */
    @GuardedBy("lock")
    private final TreeSet<ChunkId> inHand = new TreeSet<>();

    @GuardedBy("lock")
    private int running;

    @GuardedBy("lock")
    private boolean closed;

    public Seals(
            StateStore store,
            DecisionLoop loop,
            MemberCalls members,
            Clock clock,
            Threads threads) {
        this.store = store;
        this.loop = loop;
        this.clock = clock;
        this.threads = threads;
        this.members = members;
    }

    public Thread start() {
        return threads.platform("seals", this::run);
    }

    /** The chunk's seal has begun, and that is merged. */
    public void begun(ChunkId chunk) {
        lock.lock();
        try {
            if (inHand.add(chunk)) {
                due.addLast(new Due(chunk, 1));
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void again(Due next) {
        lock.lock();
        try {
            due.addLast(next);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Reads the state on a thread that may; the rest of each seal has a virtual one. */
    private void run() {
        try (var snapshot = store.snapshot()) {
            ChunkTable.sealing(snapshot).forEach(this::begun);
        }
        try {
            for (var next = take(); next.isPresent(); next = take()) {
                dispatch(next.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Due> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && (due.isEmpty() || running >= AT_ONCE)) {
                changed.await();
            }
            if (closed) {
                return Optional.empty();
            }
            running++;
            return Optional.of(due.removeFirst());
        } finally {
            lock.unlock();
        }
    }

    private void dispatch(Due next) {
        var job =
                ChunkTable.find(store, next.chunk())
                        .filter(Chunk::isSealing)
                        .map(chunk -> SealJob.of(next.chunk(), chunk));
        if (job.isEmpty()) {
            ended(next, true);
            return;
        }
        var worker = new SealWorker(job.get(), members, loop, clock, threads);
        threads.virtual("seal-" + next.chunk(), () -> work(worker, next));
    }

    private void work(SealWorker worker, Due next) {
        boolean over = false;
        try {
            over = worker.attempt(next.round());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended(next, over);
        }
    }

    private static Duration pause(int round) {
        var pause = PAUSE_MIN.multipliedBy(1L << Math.min(round - 1, 10));
        return pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause;
    }

    private void ended(Due attempt, boolean over) {
        lock.lock();
        try {
            running--;
            if (over) {
                inHand.remove(attempt.chunk());
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (!over) {
            var next = new Due(attempt.chunk(), attempt.round() + 1);
            clock.after(pause(attempt.round()), () -> again(next));
        }
    }
}
