package io.penumbra.simulation;

import com.google.protobuf.ByteString;
import io.penumbra.core.Invariant;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.UserName;
import io.penumbra.master.journal.ClusterCreation;
import io.penumbra.master.state.Session;
import io.penumbra.master.state.StateDigest;
import io.penumbra.testkit.coordinator.FakeEnsemble;
import io.penumbra.testkit.network.FakeNetwork;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.sim.Simulated;
import io.penumbra.testkit.sim.Simulation;
import io.penumbra.testkit.sim.SimulationFailure;
import io.penumbra.zclient.ZClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The whole cluster from one seed: two masters, chunkservers, clients that work while things go
 * wrong. Then everything heals, and what was acknowledged must be there.
 */
public final class ClusterRun {
    private static final ClusterId CLUSTER = new ClusterId("5eed5eed-0000-4000-8000-000000000001");
    private static final int CHUNKSERVERS = 4;

    /** So two of the chunkservers are on one. */
    private static final int HOSTS = 3;

    private static final int CLIENTS = 2;
    private static final Duration QUIET_BEGIN = Duration.ofMillis(1_500);
    private static final Duration HEALING = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration RETRY = Duration.ofMillis(500);

    /** One run in so many ends with the loss of a chunkserver. */
    private static final int SERVER_LOST_EVERY = 4;

    /** And one in so many with rot on another one's disk, too. */
    private static final int ROTTEN_EVERY = 8;

    /** And one in so many, instead, with both masters on blank disks. */
    private static final int MASTERS_BLANK_EVERY = 8;

    private static final int MASTERS_BLANK = 3;

    /** In one run in so many a disk rots while everything is read. */
    private static final int ROT_EVERY = 2;

    /** In one run in so many copies move all the time from full chunkservers to empty ones. */
    private static final int EVEN_EVERY = 3;

    private static final Duration ROTS_WITHIN = Duration.ofMillis(200);
    private static final int READINGS = 3;

    private static final Duration SESSIONS_OVER = Session.TTL.multipliedBy(2);
    private static final Duration NOTICED = Duration.ofSeconds(4);

    /**
     * How a run went.
     *
     * @param traceHash equal for runs that did the same
     */
    public record Report(
            long seed,
            long traceHash,
            Duration virtualTime,
            long steps,
            long acknowledged,
            long reads,
            int reigns,
            int collected,
            int compacted,
            int tidied,
            int moved,
            int shared) {}

    private final World world;
    private final List<MasterMachine> masters = new ArrayList<>();
    private final List<ChunkserverMachine> chunkservers = new ArrayList<>();
    private final List<ClientMachine> clients = new ArrayList<>();
    private final LeadershipWitness leadership = new LeadershipWitness();
    private Map<String, Optional<List<Content>>> shown = Map.of();

    private ClusterRun(long seed, Collaborators collaborators) {
        var simulation = new Simulation(seed);
        this.world =
                new World(
                        simulation,
                        new FakeNetwork(simulation),
                        new FakeEnsemble(simulation),
                        collaborators,
                        new History(simulation::nowNanos),
                        Pace.of(simulation.random("pace")));
        var states = new StateWitness();
        for (int i = 1; i <= 2; i++) {
            masters.add(new MasterMachine(world, states, "m" + i));
        }
        for (int i = 1; i <= CHUNKSERVERS; i++) {
            var host = "host" + Math.min(i, HOSTS);
            chunkservers.add(new ChunkserverMachine(world, CLUSTER, "cs" + i, host));
        }
        for (int i = 1; i <= CLIENTS; i++) {
            clients.add(
                    new ClientMachine(
                            world,
                            masters.stream()
                                    .map(master -> MasterMachine.address(master.node().name()))
                                    .toList(),
                            "c" + i));
        }
        world.zookeeper().addWitness(leadership);
    }

    /** Throws a failure that names the seed when a promise was broken. */
    public static Report of(long seed, Collaborators collaborators) {
        var run = new ClusterRun(seed, collaborators);
        try {
            return run.run();
        } catch (RuntimeException | Error e) {
            var failure =
                    e instanceof SimulationFailure told
                            ? told
                            : run.world.simulation().failure(e.toString(), e);
            throw new SimulationFailure(
                    "%s%nonce more: scripts/simulate --seed %d"
                            .formatted(failure.getMessage(), seed),
                    failure.getCause());
        }
    }

    private Report run() {
        var simulation = world.simulation();
        Simulated.run(simulation.node("init").boot(), this::found);
        simulation.node("init").kill();
        machines().forEach(Machine::start);
        simulation.runFor(QUIET_BEGIN);
        if (simulation.seed() % EVEN_EVERY == 1) {
            Simulated.run(simulation.node("operator").boot(), this::spreadEvenly);
            simulation.node("operator").kill();
        }
        var chaos =
                new Chaos(
                        world,
                        new Faults.Machines(masters, chunkservers, clients, machines().toList()));
        chaos.start();
        simulation.runFor(world.pace().troubled());
        chaos.heal();
        simulation.runFor(HEALING);
        clients.forEach(Machine::kill);
        Simulated.run(simulation.node("judge").boot(), this::judge);
        if (simulation.seed() % MASTERS_BLANK_EVERY == MASTERS_BLANK) {
            blankMasters();
        } else if (simulation.seed() % SERVER_LOST_EVERY == 0) {
            loseServer();
        } else if (simulation.seed() % ROT_EVERY == 1) {
            rotUnderReaders();
        } else if (simulation.seed() % SERVER_LOST_EVERY == 2) {
            drainServer();
        }
        compareStates();
        return new Report(
                simulation.seed(),
                simulation.traceHash(),
                Duration.ofNanos(simulation.nowNanos()),
                simulation.steps(),
                world.history().acknowledgedCount(),
                world.history().readCount(),
                leadership.reigns(),
                leadership.collected(),
                leadership.compacted(),
                leadership.tidied(),
                leadership.moved(),
                leadership.shared());
    }

    private void spreadEvenly(SimProcess process) throws Exception {
        new Afterwards(process, connect(process), world.history()).copiesAreSpreadEvenly();
    }

    private Stream<Machine> machines() {
        return Stream.of(masters, chunkservers, clients).flatMap(List::stream);
    }

    private void found(SimProcess process) throws Exception {
        try (var zookeeper = world.zookeeper().client(process)) {
            new ClusterCreation(zookeeper, process.clock())
                    .create(CLUSTER, new UserName("simulation"));
        }
    }

    /** Everything works again: all that was acknowledged is there, and new files can be written. */
    private void judge(SimProcess process) throws Exception {
        var afterwards = new Afterwards(process, connect(process), world.history());
        shown = afterwards.everyFileIsRead();
        world.history().judge();
        afterwards.everyOperationSucceeds();
        afterwards.everyCopyIsThere();
    }

    /**
     * One machine is gone for good, with its disk: its copies are made again from the others. What
     * is rotten is not copied, nor shown.
     */
    private void loseServer() {
        var simulation = world.simulation();
        letEverythingBeSealed();
        int lost = simulation.random("lost").nextInt(chunkservers.size());
        chunkservers.get(lost).kill();
        if (simulation.seed() % ROTTEN_EVERY == 0) {
            chunkservers.get((lost + 1) % chunkservers.size()).rot();
        }
        nothingIsMissed();
    }

    private void nothingIsMissed() {
        var simulation = world.simulation();
        simulation.runFor(NOTICED);
        Simulated.run(
                simulation.node("heir").boot(),
                process -> {
                    var afterwards = new Afterwards(process, connect(process), world.history());
                    afterwards.everyCopyIsThere();
                    afterwards.noCopiesAreTooClose();
                    afterwards.everyFileShows(shown);
                });
    }

    /** What a client still holds open may have fewer copies: it is sealed when its session ends. */
    private void letEverythingBeSealed() {
        var simulation = world.simulation();
        simulation.node("judge").kill();
        simulation.runFor(SESSIONS_OVER);
        Simulated.run(
                simulation.node("witness").boot(),
                process -> {
                    var afterwards = new Afterwards(process, connect(process), world.history());
                    afterwards.everyCopyIsThere();
                    afterwards.noCopiesAreTooClose();
                });
    }

    /**
     * Of each chunk on one machine a bit is another, while all files are read: nobody sees it, and
     * what no reader meets is found by a scrub; in the end every copy is whole.
     */
    private void rotUnderReaders() {
        var simulation = world.simulation();
        letEverythingBeSealed();
        var random = simulation.random("rot");
        var rotten = chunkservers.get(random.nextInt(chunkservers.size()));
        simulation.afterNanos(random.nextLong(ROTS_WITHIN.toNanos()), rotten::rot);
        Simulated.run(
                simulation.node("reader").boot(),
                process -> {
                    var afterwards = new Afterwards(process, connect(process), world.history());
                    for (int i = 0; i < READINGS; i++) {
                        afterwards.everyFileShows(shown);
                        process.clock().sleep(ROTS_WITHIN);
                    }
                    afterwards.everyCopyIsLookedAt();
                    afterwards.everyCopyIsThere();
                    afterwards.everyCopyIsWhole(shown.keySet());
                });
    }

    /** One machine is emptied, and taken away: nothing lacks it. */
    private void drainServer() {
        var simulation = world.simulation();
        letEverythingBeSealed();
        int leaving = simulation.random("leaving").nextInt(chunkservers.size());
        var machine = chunkservers.get(leaving);
        Simulated.run(
                simulation.node("operator").boot(),
                process ->
                        new Afterwards(process, connect(process), world.history())
                                .aServerIsDrained(machine.node().name()));
        machine.kill();
        nothingIsMissed();
    }

    /** Both masters lose their disks: what they need is in ZooKeeper and on the chunkservers. */
    private void blankMasters() {
        compareStates();
        masters.forEach(Machine::kill);
        masters.forEach(Machine::wipe);
        masters.forEach(Machine::start);
        nothingIsMissed();
    }

    private ZClient connect(SimProcess process) {
        return ClientMachine.connect(
                world,
                masters.stream()
                        .map(master -> MasterMachine.address(master.node().name()))
                        .toList(),
                process);
    }

    /** Leader and shadow hold the same once the shadow has applied what there is. */
    private void compareStates() {
        var simulation = world.simulation();
        long begin = simulation.nowNanos();
        while (!digest(0).equals(digest(1))) {
            Invariant.check(
                    simulation.nowNanos() - begin < PATIENCE.toNanos(),
                    "leader and shadow do not come to the same state");
            simulation.runFor(RETRY);
        }
    }

    private ByteString digest(int master) {
        return StateDigest.of(masters.get(master).state());
    }
}
