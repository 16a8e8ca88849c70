package io.penumbra.master.repair;

import java.time.Duration;

/**
 * When copies move from fuller chunkservers to emptier ones.
 *
 * @param lookEvery how often it is looked whether some should
 * @param bytesPerSecond the most that moves
 */
public record BalanceSettings(Duration lookEvery, long bytesPerSecond) {
    public static final BalanceSettings DEFAULT =
            new BalanceSettings(Duration.ofMinutes(1), 50L << 20);

    public BalanceSettings {
        if (!lookEvery.isPositive()) {
            throw new IllegalArgumentException("not ever: " + lookEvery);
        }
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("master.rebalance-rate: at least 1 byte per second");
        }
    }
}
