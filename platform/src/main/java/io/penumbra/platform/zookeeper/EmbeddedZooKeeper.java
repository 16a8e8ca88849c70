package io.penumbra.platform.zookeeper;

import io.penumbra.core.port.Address;
import io.penumbra.platform.process.FaultHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.zookeeper.server.DatadirCleanupManager;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;

/**
 * One ZooKeeper server in this JVM, over one data directory; every commit is fsynced. For a single
 * machine: a cluster that must survive its hosts has a quorum of its own.
 */
public final class EmbeddedZooKeeper implements AutoCloseable {
    public static final Duration TICK = Duration.ofMillis(500);

    private static final int SNAPSHOTS_KEPT = 3;
    private static final int PURGE_HOURS = 1;
    private static final int SESSION_MILLIS_MAX = 60_000;
    private static final int CONNECTIONS_PER_CLIENT = 256;
    private static final int BACKLOG = 128;

    static {
        ServerTuning.apply();
    }

    private final Path directory;
    private final ServerCnxnFactory connections;
    private final DatadirCleanupManager purge;

    private EmbeddedZooKeeper(
            Path directory, ServerCnxnFactory connections, DatadirCleanupManager purge) {
        this.directory = directory;
        this.connections = connections;
        this.purge = purge;
    }

    /**
     * Starts it; it answers when this returns. A server that cannot write any more is a fault.
     *
     * @param tick sessions live at least two of them
     */
    public static EmbeddedZooKeeper start(
            Path directory, Address address, Duration tick, FaultHandler faults)
            throws IOException {
        Files.createDirectories(directory);
        var files = new FileTxnSnapLog(directory.toFile(), directory.toFile());
        var server = new WatchedServer(files, Math.toIntExact(tick.toMillis()), faults);
        var connections = ServerCnxnFactory.createFactory();
        boolean started = false;
        try {
            connections.configure(
                    new InetSocketAddress(address.host(), address.port()),
                    CONNECTIONS_PER_CLIENT,
                    BACKLOG);
            connections.startup(server);
            started = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting ZooKeeper", e);
        } finally {
            if (!started) {
                connections.shutdown();
                files.close();
            }
        }
        var purge =
                new DatadirCleanupManager(
                        directory.toFile(), directory.toFile(), SNAPSHOTS_KEPT, PURGE_HOURS);
        purge.start();
        return new EmbeddedZooKeeper(directory, connections, purge);
    }

    public Address address() {
        var bound = connections.getLocalAddress();
        return new Address(bound.getHostString(), bound.getPort());
    }

    @Override
    public void close() {
        purge.shutdown();
        connections.shutdown();
    }

    @Override
    public String toString() {
        return "ZooKeeper in " + directory;
    }

    /** Without its failure told, a server that lost its disk would go on listening. */
    private static final class WatchedServer extends ZooKeeperServer {
        private final FaultHandler faults;

        WatchedServer(FileTxnSnapLog files, int tickMillis, FaultHandler faults) {
            super(files, tickMillis, -1, SESSION_MILLIS_MAX, BACKLOG, null, "");
            this.faults = faults;
        }

        @Override
        protected void setState(State state) {
            super.setState(state);
            if (state == State.ERROR) {
                faults.fatal(
                        "the embedded ZooKeeper failed", new IOException("its log tells more"));
            }
        }
    }
}
