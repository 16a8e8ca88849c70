package io.penumbra.master.repair;

import java.time.Duration;

/**
 * How eagerly missing copies are made again.
 *
 * @param grace how long a silent chunkserver is expected back, unless a chunk's last copy is left;
 *     and how long a new leader listens before it judges
 * @param bytesPerSecond the most that is copied, all together
 */
public record RepairSettings(Duration grace, long bytesPerSecond) {
    public static final RepairSettings DEFAULT =
            new RepairSettings(Duration.ofSeconds(30), 200L << 20);

    public RepairSettings {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("master.repair-grace: " + grace);
        }
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("master.repair-rate: at least 1 byte per second");
        }
    }
}
