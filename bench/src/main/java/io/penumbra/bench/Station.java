package io.penumbra.bench;

import io.penumbra.cli.role.NewCluster;
import io.penumbra.cli.role.RoleCommand;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.core.port.Coordinator.Outcome;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.journal.HeadNode;
import io.penumbra.platform.disk.DirectoryDisk;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.time.SystemClock;
import io.penumbra.platform.zookeeper.ClusterPaths;
import io.penumbra.platform.zookeeper.CoordinatorConfig;
import io.penumbra.platform.zookeeper.ZooKeeperCoordinator;
import io.penumbra.shadow.node.RocksStateFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One ZooKeeper and one master, each a process of its own that ends with this one. */
final class Station implements AutoCloseable {
    private static final Address ZOOKEEPER = new Address("127.0.0.1", 22_481);
    private static final Address MASTER = new Address("127.0.0.1", 27_400);
    private static final long LOADING_CACHE = 256L << 20;

    private final Path pfs;
    private final Path folder;
    private final List<String> masterSettings;
    private final Map<String, Process> running = new HashMap<>();

    /**
     * @param pfs the script that starts a role
     * @param masterSettings {@code key=value}, beside those that say where it is
     */
    Station(Path pfs, Path folder, List<String> masterSettings) {
        this.pfs = pfs;
        this.folder = folder;
        this.masterSettings = List.copyOf(masterSettings);
    }

    String zookeeper() {
        return ZOOKEEPER.toString();
    }

    String master() {
        return MASTER.toString();
    }

    Path masterDirectory() {
        return folder.resolve("master");
    }

    /** Makes a new cluster in a new ZooKeeper. */
    void found() throws IOException, RefusedException, InterruptedException {
        start(
                "zookeeper",
                List.of(
                        "zookeeper.listen=" + ZOOKEEPER,
                        "zookeeper.data-directory=" + folder.resolve("zookeeper")));
        var _ = NewCluster.makeOrKeep(CoordinatorConfig.of(zookeeper()));
    }

    /**
     * Brings a population into the master's state, while it does not run. ZooKeeper's head then
     * says that the journal ends where the state stands, with nothing left of it in ZooKeeper.
     */
    void load(Population population) throws IOException, InterruptedException {
        var faults = FaultHandler.haltingTheProcess();
        var directory = masterDirectory();
        var state = new RocksStateFolder(new DirectoryDisk(directory), directory, LOADING_CACHE);
        try (var coordinator = new ZooKeeperCoordinator(CoordinatorConfig.of(zookeeper()), faults);
                var store = state.open()) {
            coordinator.start();
            var head = new HeadNode(coordinator, new SystemClock(faults)).look().orElseThrow();
            var loaded = new Loader(population, store, head.head()).load();
            var whole = loaded.cut(loaded.tip().entry(), loaded.tail().bytes());
            var change = new Change.Set(ClusterPaths.HEAD, whole.encode(), head.version());
            var outcome = coordinator.commit(List.of(change)).join();
            if (!(outcome instanceof Outcome.Committed)) {
                throw new IOException("the head was not set: " + outcome);
            }
        }
    }

    /** Returns when it serves; who leads shows soon after. */
    void startMaster() throws IOException {
        var settings = new ArrayList<>(masterSettings);
        settings.add("master.listen=" + MASTER);
        settings.add("master.data-directory=" + masterDirectory());
        settings.add("cluster.zookeeper=" + ZOOKEEPER);
        start("master", settings);
    }

    void stopMaster() throws IOException, InterruptedException {
        var process = require("master");
        process.destroy();
        process.waitFor();
    }

    void killMaster() throws IOException, InterruptedException {
        var process = require("master");
        process.destroyForcibly();
        process.waitFor();
    }

    /** What of the master is in memory. */
    long masterResidentBytes() throws IOException {
        var pid = Long.toString(require("master").pid());
        var ps = new ProcessBuilder("ps", "-o", "rss=", "-p", pid).start();
        try (var out = ps.inputReader()) {
            return Long.parseLong(out.readLine().strip()) << 10;
        }
    }

    /** What the master's state takes on disk. */
    long stateBytes() throws IOException {
        long bytes = 0;
        try (var found = Files.walk(masterDirectory().resolve("state"))) {
            for (var file : found.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private void start(String role, List<String> settings) throws IOException {
        var command = new ArrayList<>(List.of(pfs.toString(), role, "--supervised"));
        settings.forEach(each -> command.addAll(List.of("-D", each)));
        var log = folder.resolve(role + ".log");
        var builder = new ProcessBuilder(command);
        builder.environment().put("PENUMBRA_NO_BUILD", "1");
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        var process = builder.start();
        running.put(role, process);
        var out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        for (var line = out.readLine(); ; line = out.readLine()) {
            if (line == null) {
                throw new IOException(role + " did not start; see " + log);
            }
            if (line.startsWith(RoleCommand.READY)) {
                return;
            }
        }
    }

    private Process require(String role) throws IOException {
        var process = running.get(role);
        if (process == null || !process.isAlive()) {
            throw new IOException("the %s does not run; see its log in %s".formatted(role, folder));
        }
        return process;
    }

    @Override
    public void close() {
        running.values().forEach(Process::destroy);
        for (var process : running.values()) {
            process.onExit().join();
        }
    }
}
