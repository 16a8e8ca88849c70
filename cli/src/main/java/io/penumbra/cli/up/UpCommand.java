package io.penumbra.cli.up;

import com.google.errorprone.annotations.FormatMethod;
import io.penumbra.cli.PfsCommand;
import io.penumbra.cli.role.DataDirectories;
import io.penumbra.cli.role.NewCluster;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.process.Logging;
import io.penumbra.platform.settings.SettingsException;
import io.penumbra.platform.zookeeper.NotAuthenticatedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "up",
        description = {
            "Runs a whole cluster on this machine: ZooKeeper, a master, a shadow master, chunkservers"
                    + " and a gateway, until Ctrl-C. The next start finds everything again.",
            "",
            "With --join this machine becomes a part of a cluster that runs already.",
            "",
            "With --processes each role is a process of its own, and what ends is started again."
        },
        footer = {
            "",
            "Examples:",
            "  pfs up",
            "  pfs up --data /srv/penumbra --processes --chunkservers 5",
            "  pfs up --gateway-port 8080 --zookeeper-port 2281",
            "  pfs up --host 192.168.1.10 --secret-file ~/.penumbra-secret",
            "  pfs up -D master.history-window=2h -D chunkserver.trash-keep=1h",
            "  pfs up --join 192.168.1.10:7000 --secret-file ~/.penumbra-secret",
            "  pfs up --zookeeper zk1:2181,zk2:2181,zk3:2181"
        })
public final class UpCommand extends PfsCommand {
    private static final int STEP = 10;
    private static final int FARTHEST = 90;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration ACCESS_WITHIN = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Path FORMER_PLACE = Path.of("penumbra-data");

    @Mixin private UpOptions options = new UpOptions();

    @Override
    public Integer call()
            throws IOException, RefusedException, SettingsException, InterruptedException {
        long began = System.nanoTime();
        Logging.start("up");
        var out = spec.commandLine().getOut();
        noteFormerPlace(out);
        try (var folder = DataFolder.take(options.data)) {
            options.recall(folder);
            options.requireSense();
            if (options.join != null) {
                options.hostIs(Joined.hostSeenFrom(options.join));
            }
            var secret = options.settleSecret(folder);
            OwnZooKeeper.requireTrust(folder, secret);
            var joined = joined(folder, secret);
            boolean zookeeper = OwnZooKeeper.isWanted(options, folder, secret, joined);
            if (zookeeper) {
                OwnZooKeeper.requireData(folder, joined);
            }
            var cluster = laidOut(folder, secret, joined, zookeeper);
            Ports.requireFree(cluster.all());
            if (zookeeper && !OwnZooKeeper.isSeated(options, folder, secret, joined)) {
                cluster = LocalCluster.of(options, folder, secret, joined, false);
            }
            var host = options.processes ? new Processes(folder, out) : new ThisJvm(folder, out);
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(host, out)));
            if (joined.isPresent()) {
                // Before anything else: it must never be taken for a cluster of its own.
                joined.get().remember(folder);
                folder.setMade(joined.get().cluster());
                remember(folder, secret);
            }
            var zookeepers = start(cluster, folder, host, out);
            if (joined.isPresent()) {
                joined.get().with(zookeepers).remember(folder);
            }
            // So that the next start needs nothing but the folder.
            remember(folder, secret);
            var took = Duration.ofNanos(System.nanoTime() - began);
            say(out, "ready in %.1f s", took.toMillis() / 1e3);
            greet(out, cluster);
            new CountDownLatch(1).await();
        }
        return 0;
    }

    private void remember(DataFolder folder, Optional<KnownSecret> secret) throws IOException {
        options.remember(folder);
        if (secret.isPresent()) {
            folder.choose(KnownSecret.CHOICE, secret.get().file().toString());
        }
    }

    private Optional<Joined> joined(DataFolder folder, Optional<KnownSecret> secret)
            throws IOException, RefusedException {
        if (options.join == null) {
            return Joined.remembered(folder);
        }
        var joined = Joined.ask(options.join, secret);
        if (folder.isMade() && !folder.made().equals(joined.cluster())) {
            throw new RefusedException(
                    RefusalCode.WRONG_CLUSTER,
                    options.data.toString(),
                    "holds what belongs to cluster %s, and %s is of another one; choose another folder with --data"
                            .formatted(folder.made(), options.join));
        }
        return Optional.of(joined);
    }

    /** Who joins makes way for those who have the usual ports here already. */
    private LocalCluster laidOut(
            DataFolder folder,
            Optional<KnownSecret> secret,
            Optional<Joined> joined,
            boolean zookeeper)
            throws IOException, RefusedException {
        var cluster = LocalCluster.of(options, folder, secret, joined, zookeeper);
        for (int by = STEP; options.join != null && by <= FARTHEST; by += STEP) {
            if (Ports.areFree(cluster.all())) {
                return cluster;
            }
            options.moveBy(by);
            cluster = LocalCluster.of(options, folder, secret, joined, zookeeper);
        }
        return cluster;
    }

    /** Returns where ZooKeeper is then. */
    private static List<Address> start(
            LocalCluster cluster, DataFolder folder, Host host, PrintWriter out)
            throws IOException, RefusedException, SettingsException, InterruptedException {
        if (cluster.zookeeper().isPresent()) {
            startZookeeper(cluster.zookeeper().get(), folder, host, out);
        }
        // For a new folder only: over existing data nothing is ever made again.
        if (folder.isMade()) {
            requireAccess(cluster, folder);
        } else {
            var id = NewCluster.makeOrKeep(cluster.coordinator());
            folder.setMade(id);
            say(out, "%-15s %s", "new cluster", id);
        }
        for (var role : cluster.chunkservers()) {
            DataDirectories.format(folder.of(role.name()), folder.made());
        }
        start(cluster.servers(), host, out);
        start(List.of(cluster.gateway()), host, out);
        return Readiness.await(cluster).zookeepers();
    }

    /** While others come and go, a majority may be there and gone again. */
    private static void requireAccess(LocalCluster cluster, DataFolder folder)
            throws IOException, InterruptedException {
        boolean alone = OwnZooKeeper.others(folder).isEmpty();
        long deadline = System.nanoTime() + ACCESS_WITHIN.toNanos();
        while (true) {
            try {
                NewCluster.requireAccess(cluster.coordinator());
                return;
            } catch (NotAuthenticatedException e) {
                throw e;
            } catch (IOException e) {
                if (alone || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    /** One of several waits until there are enough of them, and says so. */
    private static void startZookeeper(
            LocalRole role, DataFolder folder, Host host, PrintWriter out)
            throws IOException, RefusedException, SettingsException, InterruptedException {
        var others = OwnZooKeeper.others(folder);
        var text = Joined.text(others).replace(",", ", ");
        var saying =
                Thread.ofVirtual()
                        .name("zookeeper-patience")
                        .unstarted(() -> {
                            try {
                                Thread.sleep(PATIENCE);
                                say(out, "%-15s waits for a majority of %s", role.name(), text);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt(); // there are
                            }
                        });
        if (!others.isEmpty()) {
            saying.start();
        }
        try {
            start(List.of(role), host, out);
        } finally {
            saying.interrupt();
        }
    }

    private static void start(List<LocalRole> roles, Host host, PrintWriter out)
            throws IOException, RefusedException, SettingsException, InterruptedException {
        host.start(roles);
        roles.forEach(role -> say(out, "%-15s at %s", role.name(), role.address()));
    }

    /** Where the cluster was before, if nobody said otherwise. */
    private void noteFormerPlace(PrintWriter out) {
        boolean said = spec.commandLine().getParseResult().hasMatchedOption("--data");
        if (!said && Files.exists(FORMER_PLACE.resolve(DataFolder.LOCK))) {
            say(
                    out,
                    "this is the cluster in %s; '--data %s' runs the one in that folder",
                    options.data,
                    FORMER_PLACE);
        }
    }

    private static void greet(PrintWriter out, LocalCluster cluster) {
        String http = "http://" + cluster.gateway().address();
        String curl = "curl";
        say(out, "");
        if (cluster.secret().isPresent()) {
            say(out, "  export PENUMBRA_SECRET_FILE=%s", cluster.secret().get().file());
            curl = "curl -u :$(cat $PENUMBRA_SECRET_FILE)";
        }
        say(out, "  %s -T README.md %s/files/docs/README.md", curl, http);
        say(out, "  %s %s/files/docs/README.md", curl, http);
        say(out, "  %s %s/files/docs", curl, http);
        say(out, "  %s %s/cluster", curl, http);
        say(out, "  pfs status --master %s", cluster.mastersText());
        say(out, "");
    }

    private static void stop(Host host, PrintWriter out) {
        say(out, "stopping");
        host.close();
        say(out, "stopped");
    }

    @FormatMethod
    private static void say(PrintWriter out, String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
        out.flush();
    }
}
