package io.penumbra.gateway.route;

import java.time.Duration;

/**
 * How long one client was waited for. Who trickles its bytes to keep a connection busy is cut off;
 * what this side takes does not count. For one thread.
 */
final class Patience {
    private static final long LEAST_NANOS = Duration.ofSeconds(60).toNanos();
    private static final long LEAST_BYTES_PER_SECOND = 1 << 10;

    private long waitedNanos;
    private long bytes;

    /** Counts a wait, and what it brought. */
    void waited(long nanos, long moved) throws TooSlowException {
        waitedNanos += nanos;
        bytes += moved;
        long earned = Duration.ofSeconds(bytes / LEAST_BYTES_PER_SECOND).toNanos();
        if (waitedNanos - earned > LEAST_NANOS) {
            throw new TooSlowException(
                    "waited %d s for %d bytes: less than %d a second"
                            .formatted(
                                    Duration.ofNanos(waitedNanos).toSeconds(),
                                    bytes,
                                    LEAST_BYTES_PER_SECOND));
        }
    }

    long bytes() {
        return bytes;
    }
}
