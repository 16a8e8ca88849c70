package io.penumbra.platform.time;

import io.penumbra.platform.process.FaultHandler;
import io.penumbra.testkit.contract.ClockContract;

final class SystemClockContractTest extends ClockContract {
    @Override
    protected void run(Body body) throws Exception {
        var faults = FaultHandler.haltingTheProcess();
        body.run(new SystemClock(faults), new SystemThreads(faults));
    }
}
