package io.penumbra.master.loop;

import io.penumbra.core.refusal.Refusal;
import io.penumbra.proto.Outcome;

/** Who is told what became of a command; exactly one of these, once. Must not block. */
public interface Waiter {
    void outcome(Outcome outcome);

    /** Nothing is said about the command: it may have run, or may yet. */
    void refused(Refusal refusal);

    /** For what is asked again anyway if it should still be needed. */
    Waiter NOBODY =
            new Waiter() {
                @Override
                public void outcome(Outcome outcome) {}

                @Override
                public void refused(Refusal refusal) {}
            };
}
