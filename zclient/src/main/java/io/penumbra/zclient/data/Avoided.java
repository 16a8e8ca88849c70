package io.penumbra.zclient.data;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Chunkservers that have failed this client just now: asked last, for a while. */
final class Avoided {
    private static final Duration WHILE = Duration.ofSeconds(10);
    private static final int SERVERS_MAX = 64;

    private final Clock clock;

    @GuardedBy("this")
    private final Map<ServerId, Long> failedAt = new LinkedHashMap<>();

    Avoided(Clock clock) {
        this.clock = clock;
    }

    synchronized void add(ServerId server) {
        if (failedAt.size() < SERVERS_MAX) {
            failedAt.put(server, clock.monotonicNanos());
        }
    }

    synchronized boolean contains(ServerId server) {
        forget();
        return failedAt.containsKey(server);
    }

    synchronized List<ServerId> list() {
        forget();
        return List.copyOf(failedAt.keySet());
    }

    @GuardedBy("this")
    private void forget() {
        long now = clock.monotonicNanos();
        failedAt.values().removeIf(at -> now - at > WHILE.toNanos());
    }
}
