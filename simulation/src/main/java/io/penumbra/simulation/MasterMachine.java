package io.penumbra.simulation;

import io.penumbra.core.port.Address;
import io.penumbra.core.port.StateFiles;
import io.penumbra.core.port.StateStore;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.master.archive.ArchiveSettings;
import io.penumbra.master.collect.CollectSettings;
import io.penumbra.master.depot.Depot;
import io.penumbra.master.repair.BalanceSettings;
import io.penumbra.master.repair.RepairSettings;
import io.penumbra.platform.http.HttpAccess;
import io.penumbra.shadow.node.Fate;
import io.penumbra.shadow.node.MasterProcess;
import io.penumbra.shadow.node.MasterSettings;
import io.penumbra.shadow.node.StateFolder;
import io.penumbra.testkit.disk.FakeDisk;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.state.TreeStateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A master, which leads or follows. */
final class MasterMachine extends Machine {
    private static final int PORT = 7000;
    private static final long CACHE_BYTES = 8L << 20;

    /** Short, so that much is forgotten in each run. */
    private static final Duration HISTORY_WINDOW = Duration.ofSeconds(5);

    /** So that many are written in a short life. */
    private static final ArchiveSettings SMALL_SEGMENTS =
            new ArchiveSettings(64 << 10, 100, Duration.ofSeconds(5), 3, 25);

    private static final RepairSettings SOON_REPAIRED =
            new RepairSettings(Duration.ofSeconds(2), RepairSettings.DEFAULT.bytesPerSecond());

    private static final BalanceSettings SOON_EVEN =
            new BalanceSettings(Duration.ofSeconds(1), BalanceSettings.DEFAULT.bytesPerSecond());

    private static final int TIDY_PARTS = 3;

    private static final CollectSettings SOON_COLLECTED =
            new CollectSettings(
                    Duration.ofMillis(1_500),
                    CollectSettings.DEFAULT.bytesPerSecond(),
                    TIDY_PARTS,
                    Duration.ofSeconds(2));

    private final World world;
    private final StateWitness witness;
    private TreeStateStore state = new TreeStateStore();
    private TreeStateStore backup = new TreeStateStore();

    MasterMachine(World world, StateWitness witness, String name) {
        super(world.simulation(), name);
        this.world = world;
        this.witness = witness;
    }

    static Address address(String name) {
        return new Address(name, PORT);
    }

    @Override
    protected void main(SimProcess process) throws Exception {
        var name = node().name();
        var broken = world.collaborators().masters();
        var settings =
                new MasterSettings(
                        Path.of("unused"),
                        address(name),
                        name,
                        0,
                        CACHE_BYTES,
                        Optional.empty(),
                        SMALL_SEGMENTS,
                        HISTORY_WINDOW,
                        SOON_REPAIRED,
                        SOON_EVEN,
                        SOON_COLLECTED,
                        Map.of());
        var coordinator = broken.coordinator().apply(world.zookeeper().client(process));
        var network = broken.network().apply(world.network().of(process));
        var disk = new FakeDisk(platter(), process);
        var ports =
                new MasterProcess.Ports(
                        coordinator,
                        disk,
                        new Folder(),
                        new Depot(coordinator, network, process.clock(), disk),
                        network,
                        HttpAccess.open(),
                        (words, _) -> {
                            throw new IOException("no such program: " + words);
                        },
                        process.clock(),
                        process.threads(),
                        random(process));
        MasterProcess.start(settings, process.incarnation(), ports, new Supervised(process));
    }

    @Override
    void cutPower() {
        super.cutPower();
        state = state.cutPower(node().simulation().random("power cut of " + node()));
    }

    @Override
    void wipe() {
        super.wipe();
        state = new TreeStateStore();
    }

    void backUp() {
        backup = state.copy();
    }

    void restore() {
        node().simulation().note(node().name(), "has an older copy of its state");
        state = backup.copy();
    }

    StateStore state() {
        return state;
    }

    private final class Folder implements StateFolder {
        @Override
        public StateStore open() {
            state = state.reopen();
            return world.collaborators().masters().store().apply(witness.watch(state));
        }

        @Override
        public void restore(StateFiles files) throws IOException {
            node().simulation().note(node().name(), "makes its state of a checkpoint");
            state = TreeStateStore.of(files);
        }

        @Override
        public void setAside() {
            node().simulation().note(node().name(), "sets its state aside");
            state = new TreeStateStore();
        }
    }

    /** A process of its own ends with its role, and is started again. */
    private final class Supervised implements Fate {
        private final SimProcess process;

        Supervised(SimProcess process) {
            this.process = process;
        }

        @Override
        public AfterRole roleLost(String why) {
            process.simulation().note(node().name(), "loses its role: " + why);
            process.halt();
            return AfterRole.END;
        }

        @Override
        public void cannotGoOn(Refusal why) {
            throw new IllegalStateException("a master gives up: " + why);
        }
    }
}
