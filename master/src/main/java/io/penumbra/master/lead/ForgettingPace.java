package io.penumbra.master.lead;

import io.penumbra.master.decide.LeaderCommand.Forget;
import java.time.Duration;
import java.util.Optional;

/**
 * When a leader takes the next step of forgetting, and how long it says that it has led: only what
 * its own monotonic clock saw pass while its lease held. Confined to the decision loop.
 */
final class ForgettingPace {
    /** Whoever still reads something old says so to a new leader before this is over. */
    private static final Duration SILENT = Duration.ofMinutes(1);

    private static final Duration TOLD_EVERY = Duration.ofSeconds(10);

    /** The window is kept at least this exactly: each so many of its parts are told. */
    private static final int PARTS = 20;

    /** Longer than between two beats of a leader whose lease held. */
    private static final Duration BETWEEN_BEATS_MAX = Duration.ofMillis(500);

    private static final int COUNT_MAX = 1_000;

    private final Duration window;
    private final Duration toldEvery;
    private final Duration silent;
    private Duration led = Duration.ZERO;
    private Duration untold = Duration.ZERO;
    private long lastBeatNanos;

    ForgettingPace(Duration window, long nowNanos) {
        this.window = window;
        this.toldEvery = least(TOLD_EVERY, window.dividedBy(PARTS));
        this.silent = least(SILENT, window);
        this.lastBeatNanos = nowNanos;
    }

    /**
     * @param hasLed the lease held all the time since the last beat
     */
    Optional<Forget> beat(long nowNanos, boolean hasLed) {
        if (hasLed) {
            var passed = least(Duration.ofNanos(nowNanos - lastBeatNanos), BETWEEN_BEATS_MAX);
            led = led.plus(passed);
            untold = untold.plus(passed);
        }
        lastBeatNanos = nowNanos;
        if (led.compareTo(silent) < 0) {
            return Optional.empty();
        }
        var told = Duration.ZERO;
        if (untold.compareTo(toldEvery) >= 0) {
            told = Duration.ofMillis(untold.toMillis());
            untold = untold.minus(told);
        }
        return Optional.of(new Forget(told, window, COUNT_MAX));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
