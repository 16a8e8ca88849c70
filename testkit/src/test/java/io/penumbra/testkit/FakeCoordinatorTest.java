package io.penumbra.testkit;

import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Coordinator;
import io.penumbra.testkit.contract.CoordinatorContract;
import io.penumbra.testkit.coordinator.FakeEnsemble;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.sim.Simulated;

final class FakeCoordinatorTest extends CoordinatorContract {
    private record FakeWorld(SimProcess process, FakeEnsemble ensemble) implements World {
        @Override
        public Coordinator connect() {
            return ensemble.client(process);
        }

        @Override
        public Clock clock() {
            return process.clock();
        }
    }

    @Override
    protected void run(Body body) {
        for (long seed = 0; seed < 20; seed++) {
            Simulated.run(
                    seed,
                    process ->
                            body.run(
                                    new FakeWorld(
                                            process, new FakeEnsemble(process.simulation()))));
        }
    }
}
