package io.penumbra.shadow.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Archive;
import io.penumbra.core.port.Commands;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.master.archive.ArchiveSettings;
import io.penumbra.master.archive.Archives;
import io.penumbra.master.collect.CollectSettings;
import io.penumbra.master.journal.ClusterCreation;
import io.penumbra.master.repair.BalanceSettings;
import io.penumbra.master.repair.RepairSettings;
import io.penumbra.master.serve.Role;
import io.penumbra.master.state.Meta;
import io.penumbra.master.state.StateDigest;
import io.penumbra.platform.disk.DirectoryArchive;
import io.penumbra.platform.http.HttpAccess;
import io.penumbra.shadow.respawn.RespawnCommand;
import io.penumbra.testkit.coordinator.FakeEnsemble;
import io.penumbra.testkit.disk.FakeDisk;
import io.penumbra.testkit.disk.FakePlatter;
import io.penumbra.testkit.network.FakeNetwork;
import io.penumbra.testkit.sim.SimNode;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.sim.Simulation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Masters in a world of their own, over one ZooKeeper. */
final class MasterWorld {
    static final ClusterId CLUSTER = new ClusterId("6b1c1a6e-0d52-4c58-9d0a-2a8b4bd8f3a1");
    static final UserName FOUNDER = new UserName("founder");
    static final int PORT = 7000;
    static final List<Address> MASTERS = List.of(new Address("m1", PORT), new Address("m2", PORT));
    static final Duration SOON = Duration.ofSeconds(30);

    final Simulation simulation;
    final FakeEnsemble ensemble;
    final FakeNetwork network;
    final FakePlatter archivePlatter = new FakePlatter();

    /** The archive that all masters share, as a process sees it. */
    Function<SimProcess, Archive> archive =
            process -> new DirectoryArchive(new FakeDisk(archivePlatter, process));

    /** What a process makes its archive of. */
    Function<SimProcess, Archives> archives = process -> (_, _) -> archive.apply(process);

    ArchiveSettings archiveSettings = ArchiveSettings.DEFAULT;
    Map<String, RespawnCommand> respawn = Map.of();

    /** What the machines' programs do. */
    Programs commands =
            words -> {
                throw new IOException("no such program: " + words);
            };

    private final TreeMap<String, Machine> machines = new TreeMap<>();

    interface Programs {
        Commands.Ended run(List<String> words) throws IOException;
    }

    /** What of a master outlives its process, and the process. */
    final class Machine implements Fate {
        final SimNode node;
        FakePlatter platter = new FakePlatter();
        MemoryFolder folder = new MemoryFolder();
        final List<String> lostRoles = new ArrayList<>();
        final List<Refusal> refusals = new ArrayList<>();
        @Nullable MasterProcess master;
        @Nullable Exception failure;

        Machine(String name) {
            node = simulation.node(name);
        }

        void boot() {
            master = null;
            var process = node.boot();
            process.threads().virtual("main", () -> start(process));
        }

        private void start(SimProcess process) {
            var ports =
                    new MasterProcess.Ports(
                            ensemble.client(process),
                            new FakeDisk(platter, process),
                            folder,
                            archives.apply(process),
                            network.of(process),
                            HttpAccess.open(),
                            (words, _) -> commands.run(words),
                            process.clock(),
                            process.threads(),
                            simulation.random(process.toString()));
            try {
                master =
                        MasterProcess.start(
                                new MasterSettings(
                                        Path.of("master"),
                                        new Address(node.name(), PORT),
                                        node.name(),
                                        0,
                                        64 << 20,
                                        Optional.empty(),
                                        archiveSettings,
                                        MasterSettings.HISTORY_WINDOW,
                                        RepairSettings.DEFAULT,
                                        BalanceSettings.DEFAULT,
                                        CollectSettings.DEFAULT,
                                        respawn),
                                1,
                                ports,
                                this);
            } catch (Exception e) {
                failure = e;
            }
        }

        boolean leads() {
            return node.isRunning() && master != null && master.role() instanceof Role.Leading;
        }

        boolean follows(Machine leader) {
            return master != null
                    && master.role() instanceof Role.Following(var epoch, var at)
                    && epoch.value() > 0
                    && at.equals(Optional.of(leader.address()));
        }

        Address address() {
            return new Address(node.name(), PORT);
        }

        @Override
        public AfterRole roleLost(String why) {
            lostRoles.add(why);
            return AfterRole.FOLLOW;
        }

        @Override
        public void cannotGoOn(Refusal why) {
            refusals.add(why);
        }
    }

    MasterWorld(long seed) {
        simulation = new Simulation(seed);
        ensemble = new FakeEnsemble(simulation);
        network = new FakeNetwork(simulation);
    }

    /** {@code pfs init}. */
    MasterWorld founded() {
        return founded(CLUSTER.value());
    }

    MasterWorld founded(String cluster) {
        run(
                "init",
                process ->
                        new ClusterCreation(ensemble.client(process), process.clock())
                                .create(new ClusterId(cluster), FOUNDER));
        return this;
    }

    interface Body {
        void run(SimProcess process) throws Exception;
    }

    /** Runs something as a process of its own until it ends. */
    void run(String name, Body body) {
        var node = simulation.node(name);
        var running = node.running();
        var process = running == null ? node.boot() : running;
        var done = new boolean[1];
        process.threads()
                .virtual(
                        name,
                        () -> {
                            try {
                                body.run(process);
                            } catch (Exception e) {
                                throw new IllegalStateException(e.toString(), e);
                            }
                            done[0] = true;
                        });
        simulation.runUntil(() -> done[0], Duration.ofMinutes(10), name + " is done");
    }

    Machine machine(String name) {
        return machines.computeIfAbsent(name, Machine::new);
    }

    Machine booted(String name) {
        machine(name).boot();
        return machine(name);
    }

    void until(BooleanSupplier done, String what) {
        simulation.runUntil(done, SOON, what);
    }

    /** Makes files in the root, one after the other, so that each is an entry of its own. */
    void makeFiles(long client, String prefix, int count, Duration pause) {
        run(
                "client",
                process -> {
                    var user = new TestClient(client, MASTERS, this, process);
                    user.open();
                    for (int i = 0; i < count; i++) {
                        assertThat(user.create(prefix + i).hasRefused()).isFalse();
                        process.clock().sleep(pause);
                    }
                });
    }

    /** The first process on {@code m1} dies before this step that it takes in the archive. */
    void dieInArchive(int step) {
        var taken = new int[1];
        var real = archive;
        archive =
                process ->
                        process.node().name().equals("m1") && process.incarnation() == 1
                                ? new HaltingArchive(
                                        real.apply(process),
                                        () -> {
                                            if (++taken[0] == step) {
                                                process.halt();
                                            }
                                        })
                                : real.apply(process);
    }

    /** Damages an item of the archive, or, the second time, mends it. */
    void flip(String item, long position) throws IOException {
        try (var file = new FakeDisk(archivePlatter).open(item, FakeDisk.Open.EXISTING)) {
            var one = ByteBuffer.allocate(1);
            file.read(position, one);
            one.put(0, (byte) (one.get(0) ^ 0x84)).rewind();
            file.write(position, List.of(one));
        }
    }

    void assertEqual(Machine one, Machine other) {
        until(
                () -> Meta.tip(one.folder.state()).equals(Meta.tip(other.folder.state())),
                "both stand at the same entry");
        assertThat(StateDigest.of(other.folder.state()))
                .isEqualTo(StateDigest.of(one.folder.state()));
    }

    /** A leader and a shadow that follows it. */
    List<Machine> pair() {
        var one = booted("m1");
        until(one::leads, "m1 leads");
        var two = booted("m2");
        until(() -> two.follows(one), "m2 follows");
        return List.of(one, two);
    }
}
