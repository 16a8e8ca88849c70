package io.penumbra.master;

import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.placement.Servers;
import io.penumbra.proto.Answer;
import io.penumbra.proto.Query;

/** Answers questions about the state from one snapshot of it. Everything but the cluster's view. */
public final class Queries {
    private Queries() {}

    public static Answer answer(StateReader snapshot, Query query, Servers servers)
            throws RefusedException {
        throw new UnsupportedOperationException();
    }
}
