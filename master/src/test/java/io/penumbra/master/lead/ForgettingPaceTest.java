package io.penumbra.master.lead;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.proto.Outcome;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ForgettingPaceTest {
    private static final long BEAT = Duration.ofMillis(100).toNanos();

    private final ForgettingPace pace = new ForgettingPace(Duration.ofMinutes(30), 0);
    private long now;

    private Duration told(Duration during, long beat, boolean led) {
        var told = Duration.ZERO;
        for (long end = now + during.toNanos(); now < end; ) {
            now += beat;
            var step = pace.beat(now, led, Optional.empty());
            if (step.isPresent()) {
                told = told.plus(step.get().led());
                pace.outcome(Outcome.getDefaultInstance());
            }
        }
        return told;
    }

    @Test
    void aNewLeaderForgetsNothingInItsFirstMinute() {
        for (int beat = 0; beat < 599; beat++) {
            now += BEAT;
            assertThat(pace.beat(now, true, Optional.empty())).isEmpty();
        }
        now += BEAT;
        assertThat(pace.beat(now, true, Optional.empty())).isPresent();
    }

    @Test
    void allTimeThatItLedIsTold() {
        assertThat(told(Duration.ofMinutes(10), BEAT, true)).isEqualTo(Duration.ofMinutes(10));
    }

    /** Hazard 71: while the journal stands still, nothing piles up before it. */
    @Test
    void theNextStepWaitsForTheOneBefore() {
        told(Duration.ofMinutes(2), BEAT, true);
        now += BEAT;
        assertThat(pace.beat(now, true, Optional.empty())).isPresent();
        for (int beat = 0; beat < 600; beat++) {
            now += BEAT;
            assertThat(pace.beat(now, true, Optional.empty())).isEmpty();
        }
        pace.refused(new Refusal(RefusalCode.UNAVAILABLE, "", "the journal does not answer"));
        now += BEAT;
        assertThat(pace.beat(now, true, Optional.empty()).orElseThrow().led())
                .isGreaterThan(Duration.ofMinutes(1));
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
