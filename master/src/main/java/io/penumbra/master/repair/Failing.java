package io.penumbra.master.repair;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.port.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What did not succeed lately, and is left alone for a while: chunkservers that could not take a
 * copy, chunks of which there is nothing good to copy.
 */
final class Failing<K> {
    private static final Duration FOR = Duration.ofMinutes(1);

    private final Clock clock;

    @GuardedBy("this")
    private final Map<K, Long> failedAt = new HashMap<>();

    Failing(Clock clock) {
        this.clock = clock;
    }

    synchronized void failed(K key) {
        failedAt.keySet().removeIf(other -> !contains(other));
        failedAt.put(key, clock.monotonicNanos());
    }

    synchronized void succeeded(K key) {
        failedAt.remove(key);
    }

    synchronized boolean contains(K key) {
        var at = failedAt.get(key);
        return at != null && clock.monotonicNanos() - at < FOR.toNanos();
    }

    synchronized Set<K> all() {
        var all = new HashSet<K>();
        for (var key : failedAt.keySet()) {
            if (contains(key)) {
                all.add(key);
            }
        }
        return all;
    }
}
