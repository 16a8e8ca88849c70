package io.penumbra.platform.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penumbra.core.port.Address;
import io.penumbra.platform.secret.ClusterSecret;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;

/**
 * Who has a seat in an ensemble of our own, and what that consists of. An ensemble without seats is
 * somebody else's, and left alone.
 */
public final class EnsembleSeats implements AutoCloseable {
    private final ServerSession session;

    private EnsembleSeats(ServerSession session) {
        this.session = session;
    }

    static EnsembleSeats of(String servers, Optional<ClusterSecret> secret) throws IOException {
        return of(CoordinatorConfig.of(servers, secret));
    }

    public static EnsembleSeats of(CoordinatorConfig config) throws IOException {
        return new EnsembleSeats(ServerSession.open(config));
    }

    private interface Step<T> {
        T take() throws IOException, KeeperException, InterruptedException;
    }

    private <T> T asked(Step<T> step) throws IOException {
        var servers = session.config().servers();
        try {
            return step.take();
        } catch (KeeperException.NoAuthException e) {
            var refused = new NotAuthenticatedException(servers, session.access().isProtecting());
            refused.initCause(e);
            throw refused;
        } catch (KeeperException e) {
            throw new IOException(
                    "ZooKeeper at %s failed: %s".formatted(servers, e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking ZooKeeper for a seat");
        }
    }

    /** Whether a new server there, without data, would get one. */
    public boolean isOpenTo(Address clients, int peerPort) throws IOException {
        var ensemble = ours();
        return ensemble.isPresent()
                && seatFor(EnsembleServer.at(0, clients, peerPort), ensemble.get()).isPresent();
    }

    /** Takes one for a new server, without data; false if there is none for it. */
    public boolean take(Address clients, int peerPort) throws IOException {
        while (true) {
            var ensemble = ours();
            if (ensemble.isEmpty()) {
                return false;
            }
            var seat = seatFor(EnsembleServer.at(0, clients, peerPort), ensemble.get());
            if (seat.isEmpty()) {
                return false;
            }
            if (isTaken(seat.get())) {
                return true;
            }
        }
    }

    private Optional<Ensemble> ours() throws IOException {
        return asked(() -> Ensemble.parse(config()));
    }

    private Optional<Growth.Seat> seatFor(EnsembleServer newcomer, Ensemble current)
            throws IOException {
        return Growth.seatFor(
                newcomer, current, seated(), server -> isSameHost(server.host(), newcomer.host()));
    }

    private static boolean isSameHost(String one, String other) {
        if (one.equals(other)) {
            return true;
        }
        try {
            return InetAddress.getByName(one).equals(InetAddress.getByName(other));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** ZooKeeper looks for null in it, which some lists take amiss. */
    private List<ACL> acl() {
        return new ArrayList<>(session.access().acl());
    }

    /** Whether nobody was faster. */
    private boolean isTaken(Growth.Seat seat) throws IOException {
        var server = seat.server();
        var steps = new ArrayList<Op>();
        seat.replaced().ifPresent(it -> steps.add(Op.delete(ClusterPaths.zookeeper(it.id()), -1)));
        steps.add(
                Op.create(
                        ClusterPaths.zookeeper(server.id()),
                        server.toString().getBytes(UTF_8),
                        acl(),
                        CreateMode.PERSISTENT));
        return asked(() -> {
            try {
                session.handle().multi(steps);
                return true;
            } catch (KeeperException.NodeExistsException | KeeperException.NoNodeException e) {
                // Its own of before, or somebody else's.
                return find(seated(), server).isPresent();
            }
        });
    }

    /** That of the server at this place. */
    Optional<EnsembleServer> find(EnsembleServer place) throws IOException {
        return find(seated(), place);
    }

    private static Optional<EnsembleServer> find(List<EnsembleServer> all, EnsembleServer place) {
        return all.stream().filter(place::isWhere).findFirst();
    }

    /** Marks the ensemble as one that may grow. Twice does no harm. */
    void begin(EnsembleServer first) throws IOException {
        for (var path : List.of(ClusterPaths.ZOOKEEPERS, ClusterPaths.zookeeper(first.id()))) {
            var content =
                    path.equals(ClusterPaths.ZOOKEEPERS)
                            ? new byte[0]
                            : first.toString().getBytes(UTF_8);
            asked(() -> {
                try {
                    return session.handle().create(path, content, acl(), CreateMode.PERSISTENT);
                } catch (KeeperException.NodeExistsException e) {
                    return path;
                }
            });
        }
    }

    /** The server is alone and has moved. */
    void move(EnsembleServer server) throws IOException {
        asked(() ->
                session.handle()
                        .setData(
                                ClusterPaths.zookeeper(server.id()),
                                server.toString().getBytes(UTF_8),
                                -1));
    }

    List<EnsembleServer> seated() throws IOException {
        return asked(() -> {
            var all = new ArrayList<EnsembleServer>();
            try {
                var handle = session.handle();
                for (var name : handle.getChildren(ClusterPaths.ZOOKEEPERS, false)) {
                    var path = ClusterPaths.ZOOKEEPERS + "/" + name;
                    var line = new String(handle.getData(path, false, null), UTF_8);
                    EnsembleServer.parse(line).ifPresent(all::add);
                }
            } catch (KeeperException.NoNodeException e) {
                // Not ours, or replaced at this moment: whoever looks again finds it.
                return List.copyOf(all);
            }
            return List.copyOf(all);
        });
    }

    private String config() throws KeeperException, InterruptedException {
        return new String(session.handle().getConfig(false, new Stat()), UTF_8);
    }

    Ensemble current() throws IOException {
        return ours().orElseThrow(() ->
                new IOException(
                        "the ZooKeeper at %s is none that grows"
                                .formatted(session.config().servers())));
    }

    /** Changes the ensemble, if it is still this one. Only for those who know the secret. */
    void change(Ensemble from, List<EnsembleServer> wanted) throws IOException {
        session.handle()
                .addAuthInfo(SuperLogin.SCHEME, SuperLogin.proof(session.config().secret()));
        asked(() ->
                session.handle()
                        .reconfigure(
                                (List<String>) null,
                                null,
                                Ensemble.lines(wanted),
                                from.version(),
                                new Stat()));
    }

    @Override
    public void close() {
        session.close();
    }
}
