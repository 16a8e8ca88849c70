package io.penumbra.master;

import io.penumbra.core.id.UserName;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.decide.DecideContext;
import io.penumbra.master.decide.Decision;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.proto.Command;

/** Decides commands. Pure: the same state, command and context, the same decision. */
public final class Decider {
    private Decider() {}

    public static Decision decide(
            StateReader state, Command command, UserName user, DecideContext context) {
        throw new UnsupportedOperationException();
    }

    public static Decision decide(StateReader state, LeaderCommand command, DecideContext context) {
        throw new UnsupportedOperationException();
    }
}
