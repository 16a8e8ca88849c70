package io.penumbra.master.cluster.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.ClientId;
import io.penumbra.master.journal.Moment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Hazard 41: sessions end in the time that the leader has led, and begin anew with each. */
final class SessionClockTest {
    private static final ClientId CLIENT = new ClientId(1);

    private final SessionClock clock = new SessionClock(Duration.ofSeconds(10), after(0));

    private static Moment after(long seconds) {
        return new Moment(Duration.ofSeconds(seconds).toNanos(), Instant.EPOCH);
    }

    @Test
    void aSilentSessionEndsAfterItsTimeAndOnlyOnce() {
        clock.opened(CLIENT);
        assertThat(clock.beat(after(10), true)).isEmpty();
        assertThat(clock.beat(after(11), true)).containsExactly(CLIENT);
        assertThat(clock.beat(after(12), true)).isEmpty();
        assertThat(clock.heard(CLIENT)).isFalse();
    }

    @Test
    void aSessionThatIsHeardGoesOn() {
        clock.opened(CLIENT);
        clock.beat(after(9), true);
        assertThat(clock.heard(CLIENT)).isTrue();
        assertThat(clock.beat(after(18), true)).isEmpty();
    }

    @Test
    void timeInWhichTheLeaderCouldNotProveItselfDoesNotCount() {
        clock.opened(CLIENT);
        clock.beat(after(5), true);
        assertThat(clock.beat(after(100), false)).isEmpty();
        assertThat(clock.beat(after(104), true)).isEmpty();
        assertThat(clock.beat(after(106), true)).containsExactly(CLIENT);
    }

    @Test
    void aSessionThatEndedIsNotHeard() {
        clock.opened(CLIENT);
        clock.ended(CLIENT);
        assertThat(clock.heard(CLIENT)).isFalse();
        assertThat(clock.heard(new ClientId(2))).isFalse();
    }
}
