package io.penumbra.testkit.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A machine: a name, a clock that may be wrong, and at most one process at a time. */
public final class SimNode {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final Simulation simulation;
    private final String name;
    private final int ordinal;
    private final List<Consumer<SimProcess>> bootListeners = new ArrayList<>();

    private @Nullable SimProcess process;
    private int incarnations;
    private boolean poweredOff;

    // The clock: local = anchorLocal + (now - anchor) * rate.
    private Instant wallOffset = BEGIN;
    private double rate = 1.0;
    private long anchorNanos;
    private long anchorLocalNanos;

    SimNode(Simulation simulation, String name, int ordinal) {
        this.simulation = simulation;
        this.name = name;
        this.ordinal = ordinal;
    }

    public String name() {
        return name;
    }

    public Simulation simulation() {
        return simulation;
    }

    int ordinal() {
        return ordinal;
    }

    /** Starts a process; the one before must have ended. */
    public SimProcess boot() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        poweredOff = false;
        process = new SimProcess(this, ++incarnations);
        simulation.note(name, "boots, incarnation " + incarnations);
        bootListeners.forEach(listener -> listener.accept(process));
        return process;
    }

    /** The running process, if any. */
    public @Nullable SimProcess running() {
        return process != null && process.isAlive() ? process : null;
    }

    public boolean isRunning() {
        return running() != null;
    }

    /** {@code kill -9}: no line of the process runs any more. The machine goes on. */
    public void kill() {
        var victim = running();
        if (victim != null) {
            simulation.note(name, "is killed");
            victim.end();
        }
    }

    /** The machine loses power: besides the process, nothing answers for it, not even refusals. */
    public void cutPower() {
        simulation.note(name, "loses power");
        poweredOff = true;
        var victim = running();
        if (victim != null) {
            victim.end();
        }
    }

    public boolean isPoweredOff() {
        return poweredOff;
    }

    /** SIGSTOP. */
    public void pause() {
        var target = running();
        if (target != null) {
            simulation.note(name, "stops (SIGSTOP)");
            target.pause();
        }
    }

    /** SIGCONT. */
    public void resume() {
        var target = running();
        if (target != null) {
            simulation.note(name, "goes on (SIGCONT)");
            target.resume();
        }
    }

    public void onBoot(Consumer<SimProcess> listener) {
        bootListeners.add(listener);
    }

    /** From now on a second takes {@code 1 / newRate} seconds here. */
    public void setClockRate(double newRate) {
        long local = localNanos();
        anchorNanos = simulation.nowNanos();
        anchorLocalNanos = local;
        rate = newRate;
    }

    /** Moves the wall clock, forwards or back. */
    public void jumpWallClock(Duration by) {
        wallOffset = wallOffset.plus(by);
    }

    long localNanos() {
        return anchorLocalNanos + (long) ((simulation.nowNanos() - anchorNanos) * rate);
    }

    Instant wall() {
        return wallOffset.plusNanos(localNanos());
    }

    /** How long {@code localNanos} of this machine's clock take in the world. */
    long worldNanos(long localNanos) {
        return rate == 1.0 ? localNanos : (long) Math.ceil(localNanos / rate);
    }

    void describe(StringBuilder text) {
        text.append("\nnode ").append(name).append(": ");
        var current = running();
        if (current == null) {
            text.append("down");
        } else {
            current.describe(text);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
