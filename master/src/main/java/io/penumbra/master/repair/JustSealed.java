package io.penumbra.master.repair;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ChunkId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Chunks that were sealed lately. Beyond its bound the look at all that comes anyway finds them.
 */
final class JustSealed {
    private static final int MAX = 10_000;

    /** Members say what they have within a heartbeat; a slow machine has a few. */
    private static final long TOLD_WITHIN_NANOS = Duration.ofSeconds(2).toNanos();

    @GuardedBy("this")
    private final Map<ChunkId, Long> sealedAt = new HashMap<>();

    @GuardedBy("this")
    private final TreeSet<ChunkId> unseen = new TreeSet<>();

    synchronized void add(ChunkId chunk, long nowNanos) {
        if (unseen.size() < MAX) {
            unseen.add(chunk);
        }
        if (sealedAt.size() >= MAX) {
            sealedAt.values().removeIf(at -> nowNanos - at > TOLD_WITHIN_NANOS);
        }
        if (sealedAt.size() < MAX) {
            sealedAt.put(chunk, nowNanos);
        }
    }

    /** Not looked at yet. */
    synchronized List<ChunkId> unseen() {
        return List.copyOf(unseen);
    }

    synchronized void seen(List<ChunkId> chunks) {
        chunks.forEach(unseen::remove);
    }

    /** Whether its members may not have had the time to say how they sealed it. */
    synchronized boolean isUntold(ChunkId chunk, long nowNanos) {
        var at = sealedAt.get(chunk);
        return at != null && nowNanos - at < TOLD_WITHIN_NANOS;
    }
}
