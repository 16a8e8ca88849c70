package io.penumbra.chunkserver.scrub;

import io.penumbra.core.port.Clock;
import java.time.Duration;

/** Keeps work to so many bytes a second; time that was not used is lost. For one thread. */
final class Throttle {
    private static final long NAP_NANOS = Duration.ofMillis(20).toNanos();

    private final Clock clock;
    private final long bytesPerSecond;
    private long paidUntil;

    Throttle(Clock clock, long bytesPerSecond) {
        this.clock = clock;
        this.bytesPerSecond = bytesPerSecond;
        paidUntil = clock.monotonicNanos();
    }

    void did(long bytes) throws InterruptedException {
        long now = clock.monotonicNanos();
        paidUntil = Math.max(paidUntil, now - NAP_NANOS) + (long) (bytes * 1e9 / bytesPerSecond);
        if (paidUntil - now > NAP_NANOS) {
            clock.sleep(Duration.ofNanos(paidUntil - now));
        }
    }
}
