package io.penumbra.master.member;

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
public final class Failing<K> {
    private final Clock clock;
    private final Duration time;

    @GuardedBy("this")
    private final Map<K, Long> failedAt = new HashMap<>();

    /**
     * @param time for how long what failed is left alone
     */
    public Failing(Clock clock, Duration time) {
        this.clock = clock;
        this.time = time;
    }

    public synchronized void failed(K key) {
        failedAt.keySet().removeIf(other -> !contains(other));
        failedAt.put(key, clock.monotonicNanos());
    }

    public synchronized void succeeded(K key) {
        failedAt.remove(key);
    }

    public synchronized boolean contains(K key) {
        var at = failedAt.get(key);
        return at != null && clock.monotonicNanos() - at < time.toNanos();
    }

    public synchronized Set<K> all() {
        var all = new HashSet<K>();
        for (var key : failedAt.keySet()) {
            if (contains(key)) {
                all.add(key);
            }
        }
        return all;
    }
}
