package io.penumbra.master.loop;

import io.penumbra.master.journal.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether this leader may answer. It may while something that a quorum committed was <em>sent</em>
 * less than {@link #TERM} ago by both clocks: whoever took its place waits {@link #SUCCESSION}
 * before the first answer, so two never answer at once.
 *
 * <p>Renewed by the loop alone, so that a stuck loop cannot keep it; asked by any thread, after the
 * state that the answer rests on was read.
 */
public final class ReadLease {
    public static final Duration TERM = Duration.ofMillis(400);

    /** From the moment a promotion was known to have succeeded to the first answer. */
    public static final Duration SUCCESSION = Duration.ofMillis(500);

    private final Moment promoted;
    private volatile @Nullable Moment proven;

    public ReadLease(Moment promoted) {
        this.promoted = promoted;
    }

    /** A quorum committed what was sent at this moment. */
    void prove(Moment sent) {
        var last = proven;
        if (last == null || sent.nanos() > last.nanos()) {
            proven = sent;
        }
    }

    public boolean holds(Moment now) {
        var last = proven;
        return last != null && !last.isOlderThan(TERM, now) && untilOpen(now).isZero();
    }

    /** How long the predecessor's lease may still hold; zero once that is over. */
    Duration untilOpen(Moment now) {
        var left = SUCCESSION.minus(promoted.untilByMonotonic(now));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** How long ago the last quorum success was sent. */
    public Duration quorumAge(Moment now) {
        var last = proven;
        return (last == null ? promoted : last).untilByMonotonic(now);
    }
}
