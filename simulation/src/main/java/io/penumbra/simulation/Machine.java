package io.penumbra.simulation;

import io.penumbra.testkit.disk.FakePlatter;
import io.penumbra.testkit.sim.SimNode;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.sim.Simulation;
import java.util.random.RandomGenerator;

/** A machine that runs one program of the cluster, with a disk that outlives it. */
abstract class Machine {
    static final long DISK_BYTES = 4L << 30;
    private static final long RESTART_NANOS = 300_000_000L;

    private final SimNode node;
    private FakePlatter platter;
    private boolean wanted;

    Machine(Simulation simulation, String name) {
        this.node = simulation.node(name);
        this.platter = blankDisk();
    }

    private FakePlatter blankDisk() {
        return new FakePlatter(node.simulation().random("disk of " + node.name()), DISK_BYTES);
    }

    /** Someone puts a blank disk in; the program must not run. */
    void wipe() {
        node.simulation().note(node.name(), "has a blank disk");
        platter = blankDisk();
    }

    /** Nothing is wrong with its hardware any more; a program that noticed may need a new start. */
    void mend() {}

    /** Runs as the program's main thread does, in a process that has just begun. */
    protected abstract void main(SimProcess process) throws Exception;

    SimNode node() {
        return node;
    }

    FakePlatter platter() {
        return platter;
    }

    /** What its program draws; another for each of its lives. */
    RandomGenerator random(SimProcess process) {
        return node.simulation().random(process.toString());
    }

    /** Starts the program, and again whenever it ends by itself. */
    void start() {
        wanted = true;
        if (node.isRunning()) {
            return;
        }
        var process = node.boot();
        process.onEnd(this::ended);
        process.threads().virtual("main", () -> runMain(process));
    }

    private void runMain(SimProcess process) {
        try {
            main(process);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            node.simulation().note(node.name(), "does not start: " + e);
            process.halt();
        }
    }

    private void ended() {
        if (wanted) {
            node.simulation()
                    .afterNanos(
                            RESTART_NANOS,
                            () -> {
                                if (wanted) {
                                    start();
                                }
                            });
        }
    }

    /** {@code kill -9}, and nobody starts it again. */
    void kill() {
        wanted = false;
        node.kill();
    }

    void cutPower() {
        wanted = false;
        node.cutPower();
        platter.cutPower();
    }
}
