package io.penumbra.cli.role;

import io.penumbra.platform.grpc.GrpcNetwork;
import io.penumbra.platform.http.HttpAccess;
import io.penumbra.platform.process.ExitCode;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.time.SystemClock;
import io.penumbra.platform.time.SystemThreads;
import io.penumbra.platform.zookeeper.ZooKeeperCoordinator;
import java.security.SecureRandom;

/** The real things behind the ports of one role. */
final class World implements AutoCloseable {
    final SystemClock clock;
    final SystemThreads threads;
    final GrpcNetwork network;
    final HttpAccess httpAccess;
    final ZooKeeperCoordinator coordinator;
    final SecureRandom random = new SecureRandom();

    World(ClusterSettings settings, FaultHandler faults) {
        clock = new SystemClock(faults);
        threads = new SystemThreads(faults);
        network = new GrpcNetwork(threads, settings.trust().secret());
        httpAccess = new HttpAccess(settings.trust().secret());
        coordinator = new ZooKeeperCoordinator(settings.coordinator(), faults);
        coordinator.whenMistrusted(why -> faults.leave(ExitCode.WRONG_SETTINGS, why));
        coordinator.start();
    }

    @Override
    public void close() {
        try (network;
                coordinator) {
            // The coordinator first: who is not there any more should not be asked.
        }
    }
}
