package io.penumbra.simulation;

import io.penumbra.testkit.coordinator.Troubles;
import io.penumbra.testkit.network.Weather;
import io.penumbra.testkit.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What goes wrong in a run: faults of the kinds that the seed picks, each mended some time later,
 * until all of it is healed.
 */
final class Chaos {
    private final Simulation simulation;
    private final World world;
    private final List<Machine> machines;
    private final RandomGenerator random;
    private final List<Faults.Named> faults = new ArrayList<>();
    private boolean over;

    Chaos(World world, Faults.Machines machines) {
        this.simulation = world.simulation();
        this.world = world;
        this.machines = machines.all();
        this.random = simulation.random("chaos");
        var all = new Faults(world, machines, random).all();
        for (var fault : all) {
            if (random.nextInt(4) == 0) {
                faults.add(fault);
            }
        }
        if (faults.isEmpty()) {
            faults.add(all.get(random.nextInt(all.size())));
        }
    }

    void start() {
        simulation.note("chaos", faults.toString());
        strikeLater();
    }

    private void strikeLater() {
        simulation.afterNanos(
                random.nextLong(world.pace().betweenFaultsMax().toNanos()),
                () -> {
                    if (!over) {
                        strike(faults.get(random.nextInt(faults.size())));
                        strikeLater();
                    }
                });
    }

    private void strike(Faults.Named fault) {
        simulation.note("chaos", fault.name());
        var mend = fault.fault().strike();
        var most = random.nextInt(4) == 0 ? world.pace().longFaultMax() : world.pace().faultMax();
        simulation.afterNanos(
                random.nextLong(most.toNanos()),
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
            machine.mend();
            machine.start();
        }
    }
}
