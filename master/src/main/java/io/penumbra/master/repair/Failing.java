package io.penumbra.master.repair;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Chunkservers that could not take a copy lately: for a while others are asked. */
final class Failing {
    private static final Duration FOR = Duration.ofMinutes(1);

    private final Clock clock;

    @GuardedBy("this")
    private final Map<ServerId, Long> failedAt = new HashMap<>();

    Failing(Clock clock) {
        this.clock = clock;
    }

    synchronized void failed(ServerId server) {
        failedAt.put(server, clock.monotonicNanos());
    }

    synchronized void succeeded(ServerId server) {
        failedAt.remove(server);
    }

    synchronized boolean contains(ServerId server) {
        var at = failedAt.get(server);
        return at != null && clock.monotonicNanos() - at < FOR.toNanos();
    }

    synchronized Set<ServerId> all() {
        var all = new HashSet<ServerId>();
        for (var server : failedAt.keySet()) {
            if (contains(server)) {
                all.add(server);
            }
        }
        return all;
    }
}
