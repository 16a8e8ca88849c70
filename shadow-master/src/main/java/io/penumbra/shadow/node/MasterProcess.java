package io.penumbra.shadow.node;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Commands;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Disk;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.archive.Archives;
import io.penumbra.master.archive.CatalogNode;
import io.penumbra.master.archive.JournalHistory;
import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.master.journal.HeadNode;
import io.penumbra.master.journal.JournalReader;
import io.penumbra.master.serve.Door;
import io.penumbra.master.serve.Identity;
import io.penumbra.master.serve.MasterSite;
import io.penumbra.master.serve.Role;
import io.penumbra.master.serve.RoleBoard;
import io.penumbra.platform.http.HttpAccess;
import io.penumbra.platform.http.HttpPort;
import io.penumbra.platform.zookeeper.Expectation;
import io.penumbra.shadow.respawn.Respawner;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A master: the state it keeps, the life it leads, the calls it serves. */
public final class MasterProcess implements AutoCloseable {
    /**
     * The outside world, real or not; it stays its owner's.
     *
     * @param disk the data directory
     * @param folder the state in it
     * @param archives what all masters share of the journal
     */
    public record Ports(
            Coordinator coordinator,
            Disk disk,
            StateFolder folder,
            Archives archives,
            Network network,
            HttpAccess httpAccess,
            Commands commands,
            Clock clock,
            Threads threads,
            RandomGenerator random) {}

    private static final Logger log = LoggerFactory.getLogger(MasterProcess.class);
    private static final String LOCK = "lock";
    private static final Duration FIRST_LOOK_PAUSE = Duration.ofMillis(500);
    private static final Duration BETWEEN_PASSES = Duration.ofMillis(250);

    private final Ports ports;
    private final AutoCloseable lock;
    private final LocalState state;
    private final Network.Listener listener;
    private final Optional<HttpPort> http;
    private final RoleBoard board =
            new RoleBoard(new Role.Following(new Epoch(0), Optional.empty()));
    private final ServerTable servers = new ServerTable();
    private final Registry registry;
    private final Expectation expectation;
    private final Respawner respawner;
    private final Node node;
    private final Thread life;
    private volatile boolean closed;

    private MasterProcess(
            MasterSettings settings,
            long pid,
            Ports ports,
            Fate fate,
            AutoCloseable lock,
            StorageIdentity storage,
            Optional<HttpPort> http)
            throws IOException {
        this.ports = ports;
        this.http = http;
        this.lock = lock;
        var headNode = new HeadNode(ports.coordinator(), ports.clock());
        this.state = new LocalState(ports.folder(), headNode, history(ports, storage.cluster()));
        var door = new Door();
        this.listener = listen(settings, ports, door);
        var self =
                new Identity(
                        storage.cluster(),
                        storage.id(),
                        new Address(settings.advertisedHost(), listener.address().port()),
                        pid);
        door.open(self, board, servers, ports.clock(), ports.threads());
        this.registry = new Registry(ports.coordinator(), self, settings.advertisedHost());
        this.expectation =
                new Expectation(
                        ports.coordinator(),
                        ports.clock(),
                        ports.threads(),
                        self.id(),
                        Registry.entry(self, settings.advertisedHost()));
        this.respawner =
                new Respawner(
                        self.id(),
                        settings.respawn(),
                        new Respawner.Ports(
                                ports.coordinator(),
                                ports.commands(),
                                ports.clock(),
                                ports.threads()),
                        board,
                        servers);
        this.node =
                new Node(self, ports, settings, state, headNode, board, servers, registry, fate);
        this.life = ports.threads().platform("master", node::run);
        passServers();
        http.ifPresent(port ->
                port.serve(
                        new MasterSite(
                                self,
                                board,
                                servers,
                                () -> state.tip().index().value(),
                                ports.clock(),
                                port)));
        expectation.start();
        if (!settings.respawn().isEmpty()) {
            respawner.start();
        }
    }

    /**
     * Returns when it serves; whether it leads shows soon after. Waits for ZooKeeper only if the
     * data directory is new.
     */
    public static MasterProcess start(MasterSettings settings, long pid, Ports ports, Fate fate)
            throws IOException, RefusedException, InterruptedException {
        ports.disk().createDirectories("");
        var lock = ports.disk().lock(LOCK);
        Optional<HttpPort> http = Optional.empty();
        try {
            http =
                    HttpPort.beside(
                            settings.listen(),
                            settings.httpPort(),
                            ports.httpAccess(),
                            ports.threads(),
                            ports.random().nextLong());
            return new MasterProcess(settings, pid, ports, fate, lock, identity(ports), http);
        } catch (IOException | RefusedException | InterruptedException e) {
            http.ifPresent(HttpPort::close);
            unlock(lock);
            throw e;
        }
    }

    private static JournalHistory history(Ports ports, ClusterId cluster) {
        return new JournalHistory(
                new JournalReader(ports.coordinator(), ports.clock(), ports.threads()),
                new CatalogNode(ports.coordinator()),
                cluster,
                ports.archives().open(cluster, Archives.Writer.NOBODY));
    }

    private Network.Listener listen(MasterSettings settings, Ports ports, Door door)
            throws IOException {
        try {
            return ports.network().listen(settings.listen(), door.methods());
        } catch (IOException e) {
            state.close();
            throw e;
        }
    }

    private static void unlock(AutoCloseable lock) {
        try {
            lock.close();
        } catch (Exception e) {
            log.warn("the data directory stays locked: {}", e.toString());
        }
    }

    private static StorageIdentity identity(Ports ports)
            throws IOException, RefusedException, InterruptedException {
        var known = StorageIdentity.read(ports.disk());
        if (known.isPresent()) {
            return known.get();
        }
        var headNode = new HeadNode(ports.coordinator(), ports.clock());
        while (true) {
            try {
                var cluster = Node.look(headNode, Optional.empty()).head().cluster();
                return StorageIdentity.create(ports.disk(), cluster, ports.random());
            } catch (IOException e) {
                log.info("waiting for ZooKeeper: {}", e.toString());
                ports.clock().sleep(FIRST_LOOK_PAUSE);
            }
        }
    }

    public Address address() {
        return listener.address();
    }

    public Role role() {
        return board.role();
    }

    private void passServers() {
        servers.passed(ports.clock().monotonicNanos());
        if (!closed) {
            ports.clock().after(BETWEEN_PASSES, this::passServers);
        }
    }

    /** On purpose: nobody should start this master again. */
    @Override
    public void close() {
        http.ifPresent(HttpPort::close);
        expectation.close();
        respawner.close();
        closed = true;
        node.close();
        life.interrupt();
        try {
            life.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        registry.close();
        listener.close();
        state.close();
        unlock(lock);
    }
}
