package io.penumbra.cli.role;

import io.penumbra.core.refusal.Refusal;
import io.penumbra.platform.process.ExitCode;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.shadow.node.Fate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a master in this JVM. */
record MasterFate(WithoutLead withoutLead, FaultHandler faults) implements Fate {
    private static final Logger log = LoggerFactory.getLogger(MasterFate.class);

    @Override
    public AfterRole roleLost(String why) {
        return switch (withoutLead) {
            case FOLLOW -> {
                log.warn("no longer leads, follows: {}", why);
                yield AfterRole.FOLLOW;
            }
            case EXIT -> {
                faults.leave(ExitCode.LOST_LEADERSHIP, why);
                yield AfterRole.END;
            }
        };
    }

    @Override
    public void cannotGoOn(Refusal why) {
        faults.leave(ExitCode.WRONG_SETTINGS, why.toString());
    }
}
