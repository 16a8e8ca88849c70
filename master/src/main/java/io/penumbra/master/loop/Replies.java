package io.penumbra.master.loop;

import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.proto.Outcome;
import java.util.ArrayDeque;

/**
 * Replies that wait. Each leaves when everything that was staged up to and including its own
 * records is merged and the lease holds, in the order they were decided.
 *
 * <p>Confined to the loop.
 */
final class Replies {
    /** Says one reply. */
    @FunctionalInterface
    interface Release {
        void release(Submission submission, Outcome outcome);
    }

    private record Held(Submission submission, Outcome outcome, EntryNumber restsOn) {}

    private final ArrayDeque<Held> held = new ArrayDeque<>();

    /**
     * @param restsOn the last entry that anything staged before the decision, or by it, went into
     */
    void hold(Submission submission, Outcome outcome, EntryNumber restsOn) {
        held.addLast(new Held(submission, outcome, restsOn));
    }

    /** Lets go what rests on merged entries only. The caller has checked the lease. */
    void release(EntryNumber merged, Release release) {
        for (var next = held.peekFirst();
                next != null && next.restsOn().compareTo(merged) <= 0;
                next = held.peekFirst()) {
            held.removeFirst();
            release.release(next.submission(), next.outcome());
        }
    }

    /** Gives up on those that arrived before {@code nanos}. */
    void refuseBefore(long nanos, Refusal refusal, Refuse refuse) {
        for (var next = held.peekFirst();
                next != null && next.submission().arrivedNanos() - nanos < 0;
                next = held.peekFirst()) {
            held.removeFirst();
            refuse.refuse(next.submission(), refusal);
        }
    }

    void refuseAll(Refusal refusal, Refuse refuse) {
        held.forEach(waiting -> refuse.refuse(waiting.submission(), refusal));
        held.clear();
    }

    /** Says one refusal. */
    @FunctionalInterface
    interface Refuse {
        void refuse(Submission submission, Refusal refusal);
    }
}
