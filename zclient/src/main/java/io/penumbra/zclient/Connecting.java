package io.penumbra.zclient;

import io.penumbra.core.port.Address;
import io.penumbra.platform.grpc.GrpcNetwork;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.process.ProgramVersion;
import io.penumbra.platform.secret.ClusterSecret;
import io.penumbra.platform.secret.SecretFile;
import io.penumbra.platform.time.SystemClock;
import io.penumbra.platform.time.SystemThreads;
import io.penumbra.platform.zookeeper.CoordinatorConfig;
import io.penumbra.platform.zookeeper.ZooKeeperCoordinator;
import io.penumbra.proto.Endpoint;
import io.penumbra.proto.OpenSession;
import io.penumbra.zclient.meta.MasterClient;
import io.penumbra.zclient.meta.Peers;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** From what a person types to a client that knows its leader. */
final class Connecting {
    private static final String SECRET = "PENUMBRA_SECRET";
    private static final String SECRET_FILE = "PENUMBRA_SECRET_FILE";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Connecting() {}

    /** A client with a network of its own; fails unless someone leads within a few seconds. */
    static ZClient to(ZClientSettings settings) throws IOException {
        var secret = secret(settings.secret());
        // A fault of ours is logged; ending the process is not for a library to do.
        var faults = new FaultHandler(_ -> {});
        var threads = new SystemThreads(faults);
        var network = new GrpcNetwork(threads, secret);
        var outside =
                new MasterClient.Outside(
                        new Peers(network), new SystemClock(faults), threads, new SecureRandom());
        var here = settings.on(InetAddress.getLocalHost().getHostName());
        var client = new ZClient(here, outside, network::close);
        try {
            Failures.mappedAction(() -> client.awaitLeader(PATIENCE));
            return client;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    static List<Address> masters(String addresses, Optional<ClusterSecret> given)
            throws IOException {
        if (!Addresses.areOfZooKeeper(addresses)) {
            return Addresses.parse(addresses);
        }
        var faults = new FaultHandler(_ -> {});
        var config = CoordinatorConfig.of(Addresses.zooKeeperServers(addresses), secret(given));
        try (var coordinator = new ZooKeeperCoordinator(config, faults)) {
            coordinator.start();
            return Failures.mapped(
                    () -> Addresses.registered(coordinator, new SystemClock(faults)));
        }
    }

    /** What the master is told of this client. */
    static OpenSession introduction(ZClientSettings settings) {
        var introduction = OpenSession.newBuilder().setDescription(settings.description());
        settings.service()
                .ifPresent(service ->
                        introduction
                                .setRole(service.role())
                                .setPid(service.pid())
                                .setVersion(ProgramVersion.current())
                                .setEndpoint(
                                        Endpoint.newBuilder()
                                                .setHost(service.address().host())
                                                .setPort(service.address().port())));
        return introduction.build();
    }

    static ClusterSecret secretIn(Path file) throws IOException {
        return Failures.mapped(() -> SecretFile.read(file));
    }

    /** What is given goes before the environment's. */
    private static Optional<ClusterSecret> secret(Optional<ClusterSecret> given)
            throws IOException {
        var file = System.getenv(SECRET_FILE);
        if (given.isPresent()) {
            return given;
        }
        if (file != null && !file.isEmpty()) {
            return Optional.of(secretIn(Path.of(file)));
        }
        return Optional.ofNullable(System.getenv(SECRET))
                .filter(said -> !said.isEmpty())
                .map(ClusterSecret::new);
    }
}
