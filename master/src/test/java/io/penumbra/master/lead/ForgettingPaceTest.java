package io.penumbra.master.lead;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ForgettingPaceTest {
    private static final long BEAT = Duration.ofMillis(100).toNanos();

    private final ForgettingPace pace = new ForgettingPace(Duration.ofMinutes(30), 0);
    private long now;

    private Duration told(Duration during, long beat, boolean led) {
        var told = Duration.ZERO;
        for (long end = now + during.toNanos(); now < end; ) {
            now += beat;
            var step = pace.beat(now, led);
            told = step.isPresent() ? told.plus(step.get().led()) : told;
        }
        return told;
    }

    @Test
    void aNewLeaderForgetsNothingInItsFirstMinute() {
        for (int beat = 0; beat < 599; beat++) {
            now += BEAT;
            assertThat(pace.beat(now, true)).isEmpty();
        }
        now += BEAT;
        assertThat(pace.beat(now, true)).isPresent();
    }

    @Test
    void allTimeThatItLedIsTold() {
        assertThat(told(Duration.ofMinutes(10), BEAT, true)).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void timeWithoutALeaseCountsForNothing() {
        told(Duration.ofMinutes(2), BEAT, true);
        assertThat(told(Duration.ofMinutes(10), BEAT, false)).isZero();
    }

    /** Hazard 30: the process was stopped, or its clock leapt. */
    @Test
    void aLeapOfTheClockCountsForAMomentOnly() {
        told(Duration.ofMinutes(2), BEAT, true);
        now += Duration.ofHours(5).toNanos();
        assertThat(told(Duration.ofSeconds(10), BEAT, true)).isLessThan(Duration.ofSeconds(11));
    }
}
