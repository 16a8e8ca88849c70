package io.penumbra.master.journal;

import io.penumbra.core.port.Clock;
import java.time.Duration;
import java.time.Instant;

/** One moment by both clocks: a suspended machine stops the one, an operator sets the other. */
public record Moment(long nanos, Instant wall) {
    public static Moment now(Clock clock) {
        return new Moment(clock.monotonicNanos(), clock.wall());
    }

    /** True if by either clock this is not after {@code now}, or longer ago than {@code age}. */
    public boolean isOlderThan(Duration age, Moment now) {
        long byMonotonic = now.nanos - nanos;
        long byWall = Duration.between(wall, now.wall).toNanos();
        long limit = age.toNanos();
        return byMonotonic < 0 || byMonotonic >= limit || byWall < 0 || byWall >= limit;
    }

    public Duration untilByMonotonic(Moment later) {
        return Duration.ofNanos(later.nanos - nanos);
    }
}
