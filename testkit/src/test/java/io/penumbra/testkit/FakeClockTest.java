package io.penumbra.testkit;

import io.penumbra.testkit.contract.ClockContract;
import io.penumbra.testkit.sim.Simulated;

final class FakeClockTest extends ClockContract {
    @Override
    protected void run(Body body) {
        for (long seed = 0; seed < 20; seed++) {
            Simulated.run(seed, process -> body.run(process.clock(), process.threads()));
        }
    }
}
