package io.penumbra.platform.grpc;

import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Threads;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.secret.ClusterSecret;
import io.penumbra.platform.time.SystemClock;
import io.penumbra.platform.time.SystemThreads;
import io.penumbra.testkit.contract.NetworkContract;
import java.util.Optional;

final class GrpcNetworkContractTest extends NetworkContract {
    /** The network over loopback. */
    private record Loopback(Clock clock, Threads threads) implements World {
        @Override
        public Network connect() {
            return new GrpcNetwork(threads, Optional.of(new ClusterSecret("shared")));
        }
    }

    @Override
    protected void run(Body body) throws Exception {
        var faults = FaultHandler.haltingTheProcess();
        body.run(new Loopback(new SystemClock(faults), new SystemThreads(faults)));
    }
}
