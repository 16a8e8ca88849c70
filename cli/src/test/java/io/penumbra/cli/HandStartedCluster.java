package io.penumbra.cli;

import io.penumbra.cli.role.NewCluster;
import io.penumbra.core.Invariant;
import io.penumbra.platform.zookeeper.CoordinatorConfig;
import io.penumbra.zclient.ClusterStatus;
import io.penumbra.zclient.ProcessStatus;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A cluster whose processes were started by hand, with no supervisor: ZooKeeper, two masters and
 * two chunkservers. The script that started each is the respawn command, too.
 */
final class HandStartedCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;
    private final String zookeeper;
    private final List<String> masters;
    private final List<String> chunkservers;

    HandStartedCluster(Path directory) throws Exception {
        this.directory = directory;
        int port = RunningCluster.freePorts(new Random());
        zookeeper = "127.0.0.1:" + port;
        masters = List.of("127.0.0.1:" + (port + 1), "127.0.0.1:" + (port + 2));
        chunkservers = List.of("127.0.0.1:" + (port + 3), "127.0.0.1:" + (port + 4));
        writeScript();
        configure(zookeeper, "zookeeper", List.of());
        for (var master : masters) {
            configure(
                    master,
                    "master",
                    List.of(
                            "cluster.zookeeper = " + zookeeper,
                            "respawn.127.0.0.1 = " + command(),
                            "respawn.box-1 = " + command()));
        }
        for (var chunkserver : chunkservers) {
            configure(
                    chunkserver,
                    "chunkserver",
                    List.of("cluster.zookeeper = " + zookeeper, "chunkserver.host = box-1"));
        }
        try {
            startAll();
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private void startAll() throws Exception {
        start("zookeeper", zookeeper);
        NewCluster.makeOrKeep(CoordinatorConfig.of(zookeeper));
        for (var master : masters) {
            start("master", master);
        }
        for (var chunkserver : chunkservers) {
            start("chunkserver", chunkserver, "--init");
        }
    }

    private String command() {
        return "/bin/sh %s {role} {address}".formatted(directory.resolve("start.sh"));
    }

    /** Starts a role as a shell's user would who logs out afterwards. */
    private void writeScript() throws IOException {
        var pfs =
                RunningCluster.pfsCommand().stream()
                        .map(word -> "'" + word + "'")
                        .collect(Collectors.joining(" "));
        Files.writeString(
                directory.resolve("start.sh"),
                """
                cd '%s'
                role=$1; address=$2; shift 2
                nohup %s $role --config $address.conf "$@" < /dev/null >> $address.log 2>&1 &
                echo $! >> pids
                """
                        .formatted(directory, pfs));
    }

    private void configure(String address, String role, List<String> settings) throws IOException {
        var lines = new ArrayList<>(settings);
        lines.add(role + ".listen = " + address);
        lines.add(role + ".data-directory = " + directory.resolve("data-" + address));
        Files.write(directory.resolve(address + ".conf"), lines);
    }

    private void start(String role, String address, String... options) throws Exception {
        var words =
                new ArrayList<>(List.of("/bin/sh", directory.resolve("start.sh").toString(), role));
        words.add(address);
        words.addAll(List.of(options));
        int code = new ProcessBuilder(words).inheritIO().start().waitFor();
        Invariant.check(code == 0, "cannot start %s", address);
    }

    /** Formats the directories that a chunkserver's settings name, and starts nothing. */
    void initOnly(String address) throws IOException, InterruptedException {
        var words = new ArrayList<>(RunningCluster.pfsCommand());
        var settings = directory.resolve(address + ".conf").toString();
        words.addAll(List.of("chunkserver", "--config", settings, "--init-only"));
        int code = new ProcessBuilder(words).inheritIO().start().waitFor();
        Invariant.check(code == 0, "cannot format the directories of %s", address);
    }

    /** Processes that were just started take a while. */
    ZClient connect() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return ZClient.connect(String.join(",", masters));
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    /** Asks until the cluster looks as it should. */
    static ClusterStatus eventually(ZClient client, Predicate<ClusterStatus> wanted)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var status = client.cluster();
            if (wanted.test(status)) {
                return status;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "waited in vain, there are %s and %s; events: %s"
                                .formatted(
                                        status.processes(),
                                        status.warnings(),
                                        client.events(0, 1_000)));
            }
            Thread.sleep(100);
        }
    }

    static List<ProcessStatus> live(ClusterStatus status, String role) {
        return status.processes().stream()
                .filter(process -> process.live() && process.role().equals(role))
                .toList();
    }

    /**
     * Waits until no process is left over. A slow machine may have been told twice to start one;
     * then the second refuses to start.
     */
    void awaitNoneTooMany() throws IOException, InterruptedException {
        while (alive().size() > 1 + masters.size() + chunkservers.size()) {
            Thread.sleep(100);
        }
    }

    private List<ProcessHandle> alive() throws IOException {
        return Files.readAllLines(directory.resolve("pids")).stream()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    /** What a leader was about to start when it was ended comes up in the next round. */
    @Override
    public void close() throws IOException {
        for (var left = alive(); !left.isEmpty(); left = alive()) {
            left.forEach(ProcessHandle::destroyForcibly);
            left.forEach(each -> each.onExit().join());
        }
    }
}
