package io.penumbra.master.namespace;

import io.penumbra.core.Invariant;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.record.JournalRecord.TreeReclaimed;
import io.penumbra.master.state.DentryTable;
import io.penumbra.master.state.DetachedTable;

/** The next few entries of a deleted tree go for good. */
public final class ReclaimTree {
    private ReclaimTree() {}

    public static void decide(Draft draft, int entriesMax) {
        Invariant.check(entriesMax > 0, "reclaim of %s entries", entriesMax);
        var detached = DetachedTable.first(draft.state());
        if (detached.isEmpty()) {
            return;
        }
        String last = "";
        try (var names = DentryTable.scan(draft.state(), detached.get(), "")) {
            for (int count = 0; count < entriesMax && names.next(); count++) {
                last = names.name();
            }
        }
        Invariant.check(!last.isEmpty(), "%s is detached and empty", detached.get());
        draft.add(new TreeReclaimed(detached.get(), last));
    }
}
