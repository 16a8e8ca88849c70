package io.penumbra.simulation;

import io.penumbra.testkit.coordinator.Troubles;
import io.penumbra.testkit.network.Weather;
import io.penumbra.testkit.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What goes wrong in a run: faults of the kinds that the seed picks, each mended some time later,
 * until all of it is healed.
 */
final class Chaos {
    private enum Fault {
        KILL,
        POWER_CUT,
        POWER_CUT_OF_ALL_CHUNKSERVERS,
        PAUSE,
        ONE_WAY_CUT,
        TWO_WAY_CUT,
        BROKEN_CONNECTIONS,
        ZOOKEEPER_TROUBLES,
        ZOOKEEPER_OUTAGE,
        ZOOKEEPER_OUT_OF_REACH,
        SESSION_EXPIRY,
        CLOCK,
        SLOW_NETWORK
    }

    private final Simulation simulation;
    private final World world;
    private final List<Machine> machines;
    private final RandomGenerator random;
    private final List<Fault> faults = new ArrayList<>();
    private boolean over;

    Chaos(World world, List<Machine> machines) {
        this.simulation = world.simulation();
        this.world = world;
        this.machines = machines;
        this.random = simulation.random("chaos");
        for (var fault : Fault.values()) {
            if (random.nextInt(3) == 0) {
                faults.add(fault);
            }
        }
        if (faults.isEmpty()) {
            faults.add(Fault.KILL);
        }
    }

    void start() {
        simulation.note("chaos", faults.toString());
        simulation.afterNanos(
                random.nextLong(world.pace().betweenFaultsMax().toNanos()),
                () -> {
                    if (!over) {
                        strike(faults.get(random.nextInt(faults.size())));
                        start();
                    }
                });
    }

    /** Masters come first, and are hit more often: there is most to break. */
    private Machine anyMachine() {
        return machines.get(random.nextInt(1 + random.nextInt(machines.size())));
    }

    private void strike(Fault fault) {
        var one = anyMachine();
        var other = anyMachine();
        switch (fault) {
            case KILL -> mendLater(one::kill, one::start);
            case POWER_CUT -> mendLater(one::cutPower, one::start);
            case POWER_CUT_OF_ALL_CHUNKSERVERS ->
                    mendLater(
                            () -> chunkservers().forEach(Machine::cutPower),
                            () -> chunkservers().forEach(Machine::start));
            case PAUSE -> mendLater(one.node()::pause, one.node()::resume);
            case ONE_WAY_CUT ->
                    mendLater(
                            () -> world.network().cut(one.node(), other.node()),
                            () -> world.network().heal(one.node(), other.node()));
            case TWO_WAY_CUT ->
                    mendLater(
                            () -> world.network().cutBothWays(one.node(), other.node()),
                            () -> world.network().healBothWays(one.node(), other.node()));
            case BROKEN_CONNECTIONS ->
                    mendLater(
                            () -> world.network().setWeather(Weather.FAIR.withBreaks(0.003)),
                            () -> world.network().setWeather(Weather.FAIR));
            case ZOOKEEPER_TROUBLES ->
                    mendLater(
                            () -> world.zookeeper().setTroubles(troubles()),
                            () -> world.zookeeper().setTroubles(Troubles.NONE));
            case ZOOKEEPER_OUTAGE -> mendLater(world.zookeeper()::stop, world.zookeeper()::start);
            case ZOOKEEPER_OUT_OF_REACH ->
                    mendLater(
                            () -> world.zookeeper().cut(one.node()),
                            () -> world.zookeeper().heal(one.node()));
            case SESSION_EXPIRY -> {
                var process = one.node().running();
                if (process != null) {
                    world.zookeeper().expire(process);
                }
            }
            case CLOCK -> {
                one.node().jumpWallClock(Duration.ofSeconds(random.nextInt(-3_600, 3_600)));
                one.node().setClockRate(random.nextDouble(0.9, 1.1));
            }
            case SLOW_NETWORK ->
                    mendLater(
                            () ->
                                    world.network()
                                            .setWeather(
                                                    Weather.FAIR.withSlow(
                                                            0.05, Duration.ofMillis(200))),
                            () -> world.network().setWeather(Weather.FAIR));
        }
    }

    private List<ChunkserverMachine> chunkservers() {
        return machines.stream()
                .filter(ChunkserverMachine.class::isInstance)
                .map(ChunkserverMachine.class::cast)
                .toList();
    }

    private static Troubles troubles() {
        return new Troubles(0.03, 0.05, 0.03, Duration.ofMillis(400), 0.5, Duration.ofMillis(300));
    }

    private void mendLater(Runnable fault, Runnable mend) {
        fault.run();
        simulation.afterNanos(
                random.nextLong(
                        (random.nextInt(4) == 0
                                        ? world.pace().longFaultMax()
                                        : world.pace().faultMax())
                                .toNanos()),
                () -> {
                    if (!over) {
                        mend.run();
                    }
                });
    }

    /** From here on nothing goes wrong, and everything runs. */
    void heal() {
        simulation.note("chaos", "everything heals");
        over = true;
        world.network().healAll();
        world.network().setWeather(Weather.FAIR);
        world.zookeeper().setTroubles(Troubles.NONE);
        world.zookeeper().start();
        for (var machine : machines) {
            world.zookeeper().heal(machine.node());
            machine.node().resume();
            machine.start();
        }
    }
}
