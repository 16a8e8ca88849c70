package io.penumbra.master.namespace;

import io.penumbra.core.id.JournalIndex;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.LeaderCommand;
import io.penumbra.master.record.JournalRecord.HistoryForgotten;
import io.penumbra.master.record.JournalRecord.TimeLed;
import io.penumbra.master.state.Forgetting;
import io.penumbra.master.state.LedTime;
import io.penumbra.master.state.Reclaiming;
import java.util.Optional;

/** The next step of what has been out of reach for the whole window goes for good. */
public final class ForgetHistory {
    private ForgetHistory() {}

    public static void decide(Draft draft, LeaderCommand.Forget command) {
        var state = draft.state();
        if (command.led().isPositive() && Forgetting.isAnythingFading(state)) {
            draft.add(new TimeLed(command.led()));
        }
        int most = command.countMax();
        int ends =
                LedTime.horizon(state, command.window())
                        .map(horizon -> earlier(horizon, command.readAt()))
                        .map(horizon -> Forgetting.due(state, horizon, most))
                        .orElse(0);
        int deleted = Reclaiming.isDue(state) ? most : 0;
        int unpinned = Forgetting.isUnpinningDue(state) ? most : 0;
        if (ends + deleted + unpinned > 0) {
            draft.add(new HistoryForgotten(ends, deleted, unpinned));
        }
    }

    private static JournalIndex earlier(JournalIndex horizon, Optional<JournalIndex> other) {
        return other.filter(it -> it.compareTo(horizon) < 0).orElse(horizon);
    }
}
