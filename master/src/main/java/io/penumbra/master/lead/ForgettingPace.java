package io.penumbra.master.lead;

import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.master.decide.LeaderCommand.Forget;
import io.penumbra.master.loop.Waiter;
import io.penumbra.proto.Outcome;
import java.time.Duration;
import java.util.Optional;

/**
 * When a leader takes the next step of forgetting, and how long it says that it has led: only what
 * its own monotonic clock saw pass while its lease held. A step is asked for when the one before is
 * done, so a journal that stands still finds one waiting, not hundreds. Confined to the decision
 * loop.
 */
final class ForgettingPace implements Waiter {
    /** Nothing goes for good before the clients had time to find a new leader. */
    private static final Duration SILENT = Duration.ofMinutes(1);

    private static final Duration TOLD_EVERY = Duration.ofSeconds(10);

    /** The window is kept at least this exactly: each so many of its parts are told. */
    private static final int PARTS = 20;

    /** Longer than between two beats of a leader whose lease held. */
    private static final Duration BETWEEN_BEATS_MAX = Duration.ofMillis(500);

    /** As much as a client could delete meanwhile, and no more: others wait for each step. */
    private static final int COUNT_MAX = 500;

    private final Duration window;
    private final Duration toldEvery;
    private final Duration silent;
    private Duration led = Duration.ZERO;
    private Duration untold = Duration.ZERO;
    private long lastBeatNanos;
    private boolean asked;

    ForgettingPace(Duration window, long nowNanos) {
        this.window = window;
        this.toldEvery = least(TOLD_EVERY, window.dividedBy(PARTS));
        this.silent = least(SILENT, window);
        this.lastBeatNanos = nowNanos;
    }

    /**
     * The step to ask for now, on behalf of this waiter.
     *
     * @param hasLed the lease held all the time since the last beat
     * @param readAt the oldest record that somebody still reads at
     */
    Optional<Forget> beat(long nowNanos, boolean hasLed, Optional<JournalIndex> readAt) {
        if (hasLed) {
            var passed = least(Duration.ofNanos(nowNanos - lastBeatNanos), BETWEEN_BEATS_MAX);
            led = led.plus(passed);
            untold = untold.plus(passed);
        }
        lastBeatNanos = nowNanos;
        if (asked || !hasLed || led.compareTo(silent) < 0) {
            return Optional.empty();
        }
        asked = true;
        var told = Duration.ZERO;
        if (untold.compareTo(toldEvery) >= 0) {
            told = Duration.ofMillis(untold.toMillis());
            untold = untold.minus(told);
        }
        return Optional.of(new Forget(told, window, readAt, COUNT_MAX));
    }

    @Override
    public void outcome(Outcome outcome) {
        asked = false;
    }

    @Override
    public void refused(Refusal refusal) {
        asked = false;
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
