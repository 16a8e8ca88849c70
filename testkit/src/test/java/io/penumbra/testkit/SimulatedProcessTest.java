package io.penumbra.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.sim.Simulated;
import io.penumbra.testkit.sim.Simulation;
import io.penumbra.testkit.sim.SimulationFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

final class SimulatedProcessTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void theSameSeedDoesTheSameInTheSameOrder() {
        for (long seed = 0; seed < 10; seed++) {
            assertThat(hashOfARun(seed)).isEqualTo(hashOfARun(seed));
        }
        assertThat(hashOfARun(1)).isNotEqualTo(hashOfARun(2));
    }

    private static long hashOfARun(long seed) {
        var simulation = new Simulation(seed);
        var lock = new ReentrantLock();
        for (int i = 0; i < 5; i++) {
            var process = simulation.node("n" + i).boot();
            process.threads().virtual("worker", () -> work(process, lock));
        }
        simulation.runFor(Duration.ofSeconds(10));
        return simulation.traceHash();
    }

    private static void work(SimProcess process, ReentrantLock lock) {
        try {
            for (int i = 0; i < 50; i++) {
                lock.lock();
                try {
                    process.clock().sleep(Duration.ofMillis(1));
                } finally {
                    lock.unlock();
                }
                process.clock().sleep(Duration.ZERO);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anHourPassesInNoTime() {
        var simulation = new Simulation(1);
        var process = simulation.node("n").boot();
        Simulated.run(process, p -> p.clock().sleep(Duration.ofMinutes(59)));
        assertThat(simulation.nowNanos()).isEqualTo(Duration.ofMinutes(59).toNanos());
    }

    @Test
    void aKilledProcessRunsNoLineMoreNotEvenItsFinallyBlocks() {
        var simulation = new Simulation(1);
        var node = simulation.node("n");
        var ran = new ArrayList<String>();
        var process = node.boot();
        process.threads().virtual("victim", () -> sleepAndTell(process, ran));
        simulation.runFor(SECOND.dividedBy(2));
        node.kill();
        simulation.runFor(SECOND.multipliedBy(10));
        assertThat(ran).containsExactly("begins");
        assertThat(node.isRunning()).isFalse();
        assertThat(node.boot().incarnation()).isEqualTo(2);
    }

    @Test
    void aPausedProcessGoesOnWhereItWas() {
        var simulation = new Simulation(1);
        var node = simulation.node("n");
        var ran = new ArrayList<String>();
        var process = node.boot();
        process.threads().virtual("sleeper", () -> sleepAndTell(process, ran));
        simulation.runFor(SECOND.dividedBy(2));
        node.pause();
        simulation.runFor(SECOND.multipliedBy(10));
        assertThat(ran).containsExactly("begins");
        node.resume();
        simulation.runFor(SECOND);
        assertThat(ran).containsExactly("begins", "slept", "finally");
    }

    private static void sleepAndTell(SimProcess process, List<String> ran) {
        try {
            ran.add("begins");
            process.clock().sleep(SECOND);
            ran.add("slept");
        } catch (InterruptedException e) {
            ran.add("interrupted");
        } finally {
            ran.add("finally");
        }
    }

    @Test
    void aProcessThatHaltsDoesNotReturnFromIt() {
        var simulation = new Simulation(1);
        var node = simulation.node("n");
        var ran = new ArrayList<String>();
        var process = node.boot();
        process.threads()
                .virtual(
                        "halting",
                        () -> {
                            process.halt();
                            ran.add("went on");
                        });
        simulation.runFor(SECOND);
        assertThat(ran).isEmpty();
        assertThat(node.isRunning()).isFalse();
    }

    @Test
    void anErrorThatEscapesFailsTheRunAndNamesTheSeed() {
        assertThatThrownBy(() ->
                        Simulated.run(
                                4711,
                                _ -> {
                                    throw new IllegalStateException("as planned");
                                }))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("seed 4711")
                .hasMessageContaining("as planned");
    }

    @Test
    void waitingForWhatNeverHappensIsAFailureNotAHang() {
        assertThatThrownBy(() -> Simulated.run(1, _ -> new CountDownLatch(1).await()))
                .isInstanceOf(SimulationFailure.class);
    }

    @Test
    void aMachinesClockMayRunFastAndItsWallClockJump() {
        var simulation = new Simulation(1);
        var node = simulation.node("n");
        var process = node.boot();
        node.setClockRate(1.25);
        var wall = process.clock().wall();
        simulation.runFor(Duration.ofSeconds(8));
        assertThat(process.clock().monotonicNanos()).isEqualTo(SECOND.multipliedBy(10).toNanos());
        assertThat(Duration.between(wall, process.clock().wall())).hasSeconds(10);
        node.jumpWallClock(Duration.ofHours(-1));
        assertThat(process.clock().wall()).isBefore(wall);
        Simulated.run(process, p -> p.clock().sleep(Duration.ofSeconds(5)));
        assertThat(simulation.nowNanos()).isEqualTo(Duration.ofSeconds(12).toNanos());
    }
}
