package io.penumbra.simulation;

import io.penumbra.testkit.disk.FakePlatter;
import io.penumbra.testkit.sim.Simulation;
import java.io.IOException;
import java.time.Duration;

/** A disk of a chunkserver, which fills up, slows down, fails, and is replaced. */
final class DataDisk {
    private static final Duration SYNC_TIME_MAX = Duration.ofMillis(1);

    private final Simulation simulation;
    private final String name;
    private final long bytes;
    private FakePlatter platter;
    private boolean failing;

    DataDisk(Simulation simulation, String name, long bytes) {
        this.simulation = simulation;
        this.name = name;
        this.bytes = bytes;
        platter = blank();
    }

    private FakePlatter blank() {
        return new FakePlatter(simulation.random(name), bytes);
    }

    String name() {
        return name;
    }

    FakePlatter platter() {
        return platter;
    }

    /** Other files leave so much of it free. */
    void fillUp(double freeShare) {
        platter.setOthersBytes((long) (bytes * (1 - freeShare)));
    }

    void empty() {
        platter.setOthersBytes(0);
    }

    void slowDown(Duration syncTimeMax) {
        platter.setSyncTimeMax(syncTimeMax);
    }

    void speedUp() {
        platter.setSyncTimeMax(SYNC_TIME_MAX);
    }

    /** From here on nothing works on it. */
    void fail() {
        failing = true;
        platter.onEach((operation, file) -> {
            throw new IOException("%s: %s %s: I/O error".formatted(name, operation, file));
        });
    }

    boolean isFailing() {
        return failing;
    }

    /** What was on it is there again. */
    void mend() {
        failing = false;
        platter.onEach((_, _) -> {});
        empty();
        speedUp();
    }

    /** Another disk is in its place. */
    void replace() {
        simulation.note(name, "is replaced by a blank disk");
        failing = false;
        platter = blank();
    }
}
