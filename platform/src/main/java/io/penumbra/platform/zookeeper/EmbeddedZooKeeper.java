package io.penumbra.platform.zookeeper;

import io.penumbra.core.Invariant;
import io.penumbra.core.port.Address;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.secret.ClusterSecret;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.zookeeper.server.DatadirCleanupManager;

/**
 * One ZooKeeper server in this JVM, over one data directory; every commit is fsynced. It begins an
 * ensemble of its own, or becomes one of those that are there; later starts find in its directory
 * which it is.
 */
public final class EmbeddedZooKeeper implements AutoCloseable {
    public static final Duration TICK = Duration.ofMillis(500);

    private static final int SNAPSHOTS_KEPT = 3;
    private static final int PURGE_HOURS = 1;
    private static final long FIRST_ID = 1;
    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();
    private static final Duration PORTS_WITHIN = Duration.ofSeconds(5);
    private static final Duration ALONE_WITHIN = Duration.ofSeconds(30);

    static {
        ServerTuning.apply();
    }

    /**
     * Where a server is, and whom it trusts.
     *
     * @param directory its log and snapshots, for it alone
     * @param peerPort the first of two at which servers talk to each other; 0 if it is to stay
     *     alone
     * @param tick sessions live at least two of them
     * @param joins where the ensemble answers that it is to be one of; empty if it begins one
     */
    public record Setup(
            Path directory,
            Address clients,
            int peerPort,
            Duration tick,
            Optional<ClusterSecret> secret,
            String joins) {
        /** Of a server that stays alone, in an open cluster. */
        public static Setup alone(Path directory, Address clients) {
            return new Setup(directory, clients, 0, TICK, Optional.empty(), "");
        }

        EnsembleServer server(long id) {
            return EnsembleServer.at(id, clients, peerPort);
        }

        boolean mayGrow() {
            return peerPort > 0;
        }

        /** ZooKeeper wants to know them before it binds them. */
        private Setup withPortsChosen() throws IOException {
            if (mayGrow() && clients.port() > 0) {
                return this;
            }
            var chosen = Ports.free(clients.host());
            int port = clients.port() > 0 ? clients.port() : chosen.clients();
            int peers = mayGrow() ? peerPort : chosen.peers();
            return new Setup(
                    directory, new Address(clients.host(), port), peers, tick, secret, joins);
        }
    }

    private final Setup setup;
    private final EnsembleServer self;
    private final EnsemblePeer peer;
    private final DatadirCleanupManager purge;
    private final Optional<Growing> growing;

    private EmbeddedZooKeeper(
            Setup setup,
            EnsembleServer self,
            EnsemblePeer peer,
            DatadirCleanupManager purge,
            Optional<Growing> growing) {
        this.setup = setup;
        this.self = self;
        this.peer = peer;
        this.purge = purge;
        this.growing = growing;
    }

    /**
     * Starts it; one that is alone answers when this returns, others when {@link #isServing}. A
     * server that cannot write any more is a fault.
     */
    public static EmbeddedZooKeeper start(Setup asked, FaultHandler faults) throws IOException {
        var setup = asked.withPortsChosen();
        var folder = new ServerFolder(setup.directory());
        var ensemble = ensemble(setup, folder);
        var self =
                ensemble.find(Invariant.present(folder.id().orElse(null), "no id")).orElseThrow();
        Ports.requireFree(self);
        var peer = new EnsemblePeer(folder, self, ensemble, setup.tick(), setup.secret(), faults);
        try {
            peer.start();
        } catch (RuntimeException e) {
            peer.close();
            throw new IOException("ZooKeeper cannot read what is in " + setup.directory(), e);
        }
        var purge =
                new DatadirCleanupManager(
                        setup.directory().toFile(),
                        setup.directory().toFile(),
                        SNAPSHOTS_KEPT,
                        PURGE_HOURS);
        purge.start();
        Optional<Growing> growing =
                asked.mayGrow() ? Optional.of(new Growing(setup, self)) : Optional.empty();
        var server = new EmbeddedZooKeeper(setup, self, peer, purge, growing);
        if (ensemble.servers().size() == 1) {
            server.awaitAlone();
        }
        growing.ifPresent(it -> it.start(faults));
        return server;
    }

    /** Which servers there are, as far as is known here; this one is among them. */
    private static Ensemble ensemble(Setup setup, ServerFolder folder) throws IOException {
        var known = folder.ensemble();
        var id = folder.id();
        if (id.isPresent() && known.isPresent() && known.get().isSettledFor(id.get())) {
            return settled(setup, folder, id.get(), known.get());
        }
        if (!setup.joins().isEmpty()) {
            return joining(setup, folder);
        }
        var alone = Ensemble.of(setup.server(FIRST_ID));
        folder.write(FIRST_ID, alone);
        return alone;
    }

    private static Ensemble settled(Setup setup, ServerFolder folder, long id, Ensemble known)
            throws IOException {
        var server = setup.server(id);
        boolean votes = known.find(id).orElseThrow().votes();
        if (known.servers().size() > 1 && votes && !folder.hasData()) {
            throw new IOException(
                    "%s has lost its log, and with it what it agreed to with %s: take the folder away and say --join with a master that runs; it becomes a new server then"
                            .formatted(setup.directory(), Ensemble.oneLine(known.toString())));
        }
        if (known.find(id).orElseThrow().isWhere(server)) {
            return known;
        }
        if (known.servers().size() > 1) {
            throw new IOException(
                    "the ZooKeeper server in %s is known to the others as %s, and cannot become %s"
                            .formatted(setup.directory(), known.find(id).orElseThrow(), server));
        }
        // Nobody else knows where it was.
        var moved = Ensemble.of(server);
        folder.write(id, moved);
        return moved;
    }

    private static Ensemble joining(Setup setup, ServerFolder folder) throws IOException {
        if (folder.id().isEmpty() && folder.hasData()) {
            throw new IOException(
                    "%s holds the data of a ZooKeeper that is not the one at %s"
                            .formatted(setup.directory(), setup.joins()));
        }
        try (var seats = EnsembleSeats.of(setup.joins(), setup.secret())) {
            var self =
                    seats.find(setup.server(FIRST_ID))
                            .orElseThrow(() ->
                                    new IOException(
                                            "the ZooKeeper at %s has no seat for a server at %s"
                                                    .formatted(setup.joins(), setup.clients())));
            var ensemble = seats.current().joinedBy(self);
            folder.write(self.id(), ensemble);
            return ensemble;
        }
    }

    private void awaitAlone() throws IOException {
        long deadline = System.nanoTime() + ALONE_WITHIN.toNanos();
        while (!peer.isServing()) {
            if (System.nanoTime() - deadline > 0) {
                close();
                throw new IOException(this + " does not begin to serve; its log tells more");
            }
            pause();
        }
    }

    private void pause() throws IOException {
        LockSupport.parkNanos(PAUSE_NANOS);
        if (Thread.currentThread().isInterrupted()) {
            close();
            throw new InterruptedIOException("interrupted while starting ZooKeeper");
        }
    }

    /** Returns when it answers, which it cannot without a majority of those that vote. */
    public void awaitServing() throws IOException {
        while (!peer.isServing()) {
            pause();
        }
    }

    /** Whether it has a majority of those that vote, itself included. */
    public boolean isServing() {
        return peer.isServing();
    }

    public Address address() {
        return peer.address();
    }

    @Override
    public void close() {
        growing.ifPresent(Growing::close);
        purge.shutdown();
        peer.close();
        // ZooKeeper's own threads let go of them after it has returned.
        long deadline = System.nanoTime() + PORTS_WITHIN.toNanos();
        while (!Ports.areFree(self) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public String toString() {
        var all =
                peer.known().stream()
                        .map(server -> server.clients().toString())
                        .collect(Collectors.joining(", "));
        return "ZooKeeper in %s, of %s".formatted(setup.directory(), all);
    }
}
