package io.penumbra.testkit.coordinator;

import java.time.Duration;

/**
 * What goes wrong between a client and the ensemble, as shares of all commits.
 *
 * @param requestLost the connection breaks before the request arrives
 * @param replyLost the connection breaks after the request took effect
 * @param requestLate the connection breaks, and the request takes effect some time later
 * @param lateMax how much later
 * @param watchLost the share of hints that never come
 * @param readLagMax how far behind a server that is read from may be
 */
public record Troubles(
        double requestLost,
        double replyLost,
        double requestLate,
        Duration lateMax,
        double watchLost,
        Duration readLagMax) {
    public static final Troubles NONE =
            new Troubles(0, 0, 0, Duration.ofMillis(1), 0, Duration.ZERO);
}
