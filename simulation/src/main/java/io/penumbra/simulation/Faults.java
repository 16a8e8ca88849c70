package io.penumbra.simulation;

import io.penumbra.testkit.coordinator.Troubles;
import io.penumbra.testkit.network.Weather;
import io.penumbra.testkit.sim.SimNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Everything that can go wrong with a cluster. */
final class Faults {
    /** Something that breaks, and how it is mended. */
    @FunctionalInterface
    interface Fault {
        Runnable strike();
    }

    /** What a reader of a failure is told. */
    record Named(String name, Fault fault) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** What a run is made from. */
    record Machines(
            List<MasterMachine> masters,
            List<ChunkserverMachine> chunkservers,
            List<ClientMachine> clients,
            List<Machine> all) {}

    private final World world;
    private final Machines machines;
    private final RandomGenerator random;
    private boolean replaced;

    Faults(World world, Machines machines, RandomGenerator random) {
        this.world = world;
        this.machines = machines;
        this.random = random;
    }

    List<Named> all() {
        var all = new ArrayList<>(ofProcessesAndNetworks());
        all.add(new Named("a disk fails", () -> fail(any(machines.chunkservers))));
        all.add(new Named("a disk is replaced", this::replaceDisk));
        all.add(new Named("a disk fills up", () -> fillUp(anyDisk())));
        all.add(new Named("a disk is slow", () -> slowDown(anyDisk())));
        return all;
    }

    private List<Named> ofProcessesAndNetworks() {
        return List.of(
                new Named("kill", () -> kill(anyMachine())),
                new Named("power cut", () -> cutPower(List.of(anyMachine()))),
                new Named("power cut of all masters", () -> cutPower(machines.masters)),
                new Named("power cut of all chunkservers", () -> cutPower(machines.chunkservers)),
                new Named("power cut of everything", () -> cutPower(machines.all)),
                new Named("a master's disk is blank", () -> blank(any(machines.masters))),
                new Named("a master's state is set back", () -> setBack(any(machines.masters))),
                new Named("a master stops", () -> pause(any(machines.masters))),
                new Named("a chunkserver stops", () -> pause(any(machines.chunkservers))),
                new Named("a client stops", () -> pause(any(machines.clients))),
                new Named("one direction is cut", this::cutOneWay),
                new Named("a link is cut", this::cutBothWays),
                new Named("the masters' link is cut", this::cutMasters),
                new Named("one machine is cut off", this::cutOff),
                new Named("connections break", () -> weather(Weather.FAIR.withBreaks(0.003))),
                new Named("broken connections deliver late", this::lateAndDoubled),
                new Named("the network is slow", this::slowNetwork),
                new Named("ZooKeeper has troubles", this::zookeeperTroubles),
                new Named("ZooKeeper is away", this::zookeeperAway),
                new Named("one cannot reach ZooKeeper", this::cutFromZookeeper),
                new Named("a master hears only clients", this::cutMasterOff),
                new Named("a session expires", this::expireSession),
                new Named("a wall clock jumps", this::jumpClock),
                new Named("a clock runs at its own rate", this::skewClock));
    }

    /** Masters come first, and are hit more often: there is most to break. */
    private Machine anyMachine() {
        return machines.all.get(random.nextInt(1 + random.nextInt(machines.all.size())));
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static Runnable kill(Machine machine) {
        machine.kill();
        return machine::start;
    }

    private static Runnable cutPower(List<? extends Machine> together) {
        together.forEach(Machine::cutPower);
        return () -> together.forEach(Machine::start);
    }

    private static Runnable blank(MasterMachine master) {
        master.kill();
        master.wipe();
        return master::start;
    }

    /** What its state is now comes back later, as from a copy of the disk. */
    private static Runnable setBack(MasterMachine master) {
        master.backUp();
        return () -> {
            master.kill();
            master.restore();
            master.start();
        };
    }

    private static Runnable pause(Machine machine) {
        machine.node().pause();
        return machine.node()::resume;
    }

    private SimNode anyNode() {
        return any(machines.all).node();
    }

    private Runnable cutOneWay() {
        var from = anyNode();
        var to = other(from);
        world.network().cut(from, to);
        return () -> world.network().heal(from, to);
    }

    private SimNode other(SimNode one) {
        var other = anyNode();
        while (other.equals(one)) {
            other = anyNode();
        }
        return other;
    }

    private Runnable cutBothWays() {
        var one = anyNode();
        return cutBothWays(one, other(one));
    }

    private Runnable cutBothWays(SimNode one, SimNode other) {
        world.network().cutBothWays(one, other);
        return () -> world.network().healBothWays(one, other);
    }

    private Runnable cutMasters() {
        return cutBothWays(machines.masters.getFirst().node(), machines.masters.getLast().node());
    }

    /** From all but ZooKeeper. */
    private Runnable cutOff() {
        var lonely = anyMachine().node();
        var others = machines.all.stream().map(Machine::node).filter(node -> !node.equals(lonely));
        var mends = others.map(node -> cutBothWays(lonely, node)).toList();
        return () -> mends.forEach(Runnable::run);
    }

    private Runnable weather(Weather weather) {
        world.network().setWeather(weather);
        return () -> world.network().setWeather(Weather.FAIR);
    }

    private Runnable lateAndDoubled() {
        return weather(Weather.FAIR.withBreaks(0.01).withLateArrivals(Duration.ofSeconds(1)));
    }

    private Runnable slowNetwork() {
        return weather(Weather.FAIR.withSlow(0.05, Duration.ofMillis(200)));
    }

    private Runnable zookeeperTroubles() {
        world.zookeeper()
                .setTroubles(
                        new Troubles(
                                0.03,
                                0.05,
                                0.03,
                                Duration.ofMillis(400),
                                0.5,
                                Duration.ofMillis(300)));
        return () -> world.zookeeper().setTroubles(Troubles.NONE);
    }

    private Runnable zookeeperAway() {
        world.zookeeper().stop();
        return world.zookeeper()::start;
    }

    private Runnable cutFromZookeeper() {
        return cutFromZookeeper(anyMachine().node());
    }

    /** It is replaced, and those who still talk to it could believe it. */
    private Runnable cutMasterOff() {
        var lonely = any(machines.masters).node();
        var mends = new ArrayList<Runnable>();
        mends.add(cutFromZookeeper(lonely));
        mends.add(cutMasters());
        for (var server : machines.chunkservers) {
            mends.add(cutBothWays(lonely, server.node()));
        }
        return () -> mends.forEach(Runnable::run);
    }

    private Runnable cutFromZookeeper(SimNode node) {
        world.zookeeper().cut(node);
        return () -> world.zookeeper().heal(node);
    }

    private Runnable expireSession() {
        var process = anyMachine().node().running();
        if (process != null) {
            world.zookeeper().expire(process);
        }
        return Faults::mendsItself;
    }

    private Runnable jumpClock() {
        var node = anyMachine().node();
        var jump = Duration.ofMillis(random.nextInt(-3_600_000, 3_600_000));
        node.jumpWallClock(jump);
        return random.nextBoolean()
                ? Faults::mendsItself
                : () -> node.jumpWallClock(jump.negated());
    }

    private Runnable skewClock() {
        var node = anyMachine().node();
        node.setClockRate(random.nextDouble(0.9, 1.1));
        return random.nextBoolean() ? Faults::mendsItself : () -> node.setClockRate(1);
    }

    private DataDisk anyDisk() {
        return any(any(machines.chunkservers).disks());
    }

    /** What was on it comes back with it. */
    private Runnable fail(ChunkserverMachine server) {
        var disk = any(server.disks());
        disk.fail();
        return () -> {
            disk.mend();
            server.restart();
        };
    }

    /**
     * What was on it does not come back, so once in a run at most, and only where the server has
     * another one and goes on.
     */
    private Runnable replaceDisk() {
        var several =
                machines.chunkservers.stream().filter(server -> server.disks().size() > 1).toList();
        if (replaced || several.isEmpty()) {
            return fail(any(machines.chunkservers));
        }
        replaced = true;
        var server = any(several);
        var disk = any(server.disks());
        disk.fail();
        return () -> server.replace(disk);
    }

    private Runnable fillUp(DataDisk disk) {
        disk.fillUp(random.nextInt(4) == 0 ? 0 : random.nextDouble(0.001, 0.08));
        return disk::empty;
    }

    private Runnable slowDown(DataDisk disk) {
        disk.slowDown(Duration.ofMillis(random.nextInt(50, 1_500)));
        return disk::speedUp;
    }

    private static void mendsItself() {}
}
