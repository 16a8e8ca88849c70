package io.penumbra.master.cluster;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.Outcomes;
import io.penumbra.master.namespace.Access;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.record.JournalRecord.SpreadSet;
import io.penumbra.master.state.Meta;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.SetSpread;

/** Copies are to be spread more evenly than before, or less. */
public final class SpreadChange {
    private static final int PERMILLE = 1_000;

    private SpreadChange() {}

    public static Outcome decide(Draft draft, SetSpread command) throws RefusedException {
        Access.of(draft.state(), draft.principal()).requireSuperuser("rebalance");
        int permille = command.getPermille();
        if (permille < 1 || permille > PERMILLE) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    "rebalance",
                    "the spread is 0.1%% to 100%%, not %s%%".formatted(permille / 10.0));
        }
        if (Math.round(Meta.spread(draft.state()) * PERMILLE) != permille) {
            draft.add(new SpreadSet(permille));
            draft.note(
                    Level.INFO,
                    "rebalance",
                    "chunkservers may differ by %s%% of what they could hold, by %s"
                            .formatted(permille / 10.0, draft.user()));
        }
        return Outcomes.DONE;
    }
}
