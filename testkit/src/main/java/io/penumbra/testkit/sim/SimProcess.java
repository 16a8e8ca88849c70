package io.penumbra.testkit.sim;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One life of a program on a machine: the virtual threads that this scheduler runs. Ended, it runs
 * none of them ever again; paused, none for now.
 */
public final class SimProcess implements Executor {
    private enum State {
        RUNNING,
        PAUSED,
        ENDED
    }

    private final SimNode node;
    private final int incarnation;
    private final FakeClock clock;
    private final FakeThreads threads;
    private final List<Runnable> held = new ArrayList<>();
    private final List<Runnable> endListeners = new ArrayList<>();
    private final Set<Thread> alive = new LinkedHashSet<>();
    private Consumer<Throwable> faults;
    private State state = State.RUNNING;

    SimProcess(SimNode node, int incarnation) {
        this.node = node;
        this.incarnation = incarnation;
        this.faults = error -> node.simulation().fail(error);
        this.clock = new FakeClock(this);
        this.threads = new FakeThreads(this);
    }

    public SimNode node() {
        return node;
    }

    public Simulation simulation() {
        return node.simulation();
    }

    /** Counts the processes of this machine, from one. */
    public int incarnation() {
        return incarnation;
    }

    public FakeClock clock() {
        return clock;
    }

    public FakeThreads threads() {
        return threads;
    }

    public boolean isAlive() {
        return state != State.ENDED;
    }

    public boolean isPaused() {
        return state == State.PAUSED;
    }

    /** What happens with an error that escapes a thread. By default it fails the run. */
    public void onFault(Consumer<Throwable> newFaults) {
        faults = newFaults;
    }

    /** Called once, when the process ends in whatever way; on the world's own thread. */
    public void onEnd(Runnable listener) {
        endListeners.add(listener);
    }

    /** Ends the process from inside, as {@code Runtime.halt} does: this call does not return. */
    public void halt() {
        end();
        while (true) {
            LockSupport.park(this);
        }
    }

    void end() {
        if (state != State.ENDED) {
            state = State.ENDED;
            held.clear();
            alive.clear();
            List.copyOf(endListeners).forEach(Runnable::run);
        }
    }

    void pause() {
        if (state == State.RUNNING) {
            state = State.PAUSED;
        }
    }

    void resume() {
        if (state == State.PAUSED) {
            state = State.RUNNING;
            held.forEach(continuation -> simulation().ready(this, continuation));
            held.clear();
        }
    }

    void escaped(Throwable error) {
        faults.accept(error);
    }

    void began(Thread thread) {
        alive.add(thread);
    }

    void finished(Thread thread) {
        alive.remove(thread);
    }

    int ordinal() {
        return node.ordinal();
    }

    /** Called by the JDK whenever one of this process's threads may go on. */
    @Override
    public void execute(Runnable continuation) {
        switch (state) {
            case RUNNING -> simulation().ready(this, continuation);
            case PAUSED -> held.add(continuation);
            case ENDED -> {} // the thread stays where it is for ever
        }
    }

    void run(Runnable continuation) {
        switch (state) {
            case RUNNING -> continuation.run();
            case PAUSED -> held.add(continuation);
            case ENDED -> {} // as above
        }
    }

    void describe(StringBuilder text) {
        text.append(state).append(", incarnation ").append(incarnation);
        for (var thread : alive) {
            text.append("\n    ").append(thread.getName()).append(' ');
            text.append(thread.getState()).append(':');
            for (var frame : thread.getStackTrace()) {
                var where = frame.toString();
                if (where.contains("io.penumbra") && !where.contains("testkit.sim")) {
                    text.append(' ').append(frame.getFileName());
                    text.append(':').append(frame.getLineNumber());
                }
            }
        }
    }

    @Override
    public String toString() {
        return node.name() + "#" + incarnation;
    }
}
