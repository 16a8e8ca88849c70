package io.penumbra.platform.zookeeper;

import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Coordinator;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.time.SystemClock;
import io.penumbra.testkit.contract.CoordinatorContract;
import java.time.Duration;
import java.util.Optional;
import org.apache.curator.test.TestingServer;

/** Against Curator's test server, which is set up by others than we. */
final class ZooKeeperCoordinatorContractTest extends CoordinatorContract {
    private record Ensemble(TestingServer server, Clock clock, FaultHandler faults)
            implements World {
        @Override
        public Coordinator connect() {
            var config =
                    new CoordinatorConfig(
                            server.getConnectString(),
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(30),
                            Optional.empty());
            var coordinator = new ZooKeeperCoordinator(config, faults);
            coordinator.start();
            return coordinator;
        }
    }

    @Override
    protected void run(Body body) throws Exception {
        var faults = FaultHandler.haltingTheProcess();
        try (var server = new TestingServer()) {
            body.run(new Ensemble(server, new SystemClock(faults), faults));
        }
    }
}
