package io.penumbra.testkit;

import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Threads;
import io.penumbra.testkit.contract.NetworkContract;
import io.penumbra.testkit.network.FakeNetwork;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.sim.Simulated;

final class FakeNetworkTest extends NetworkContract {
    private record FakeWorld(SimProcess process, FakeNetwork network) implements World {
        @Override
        public Network connect() {
            return network.of(process);
        }

        @Override
        public Clock clock() {
            return process.clock();
        }

        @Override
        public Threads threads() {
            return process.threads();
        }
    }

    @Override
    protected void run(Body body) {
        Simulated.run(
                7,
                process -> body.run(new FakeWorld(process, new FakeNetwork(process.simulation()))));
    }
}
