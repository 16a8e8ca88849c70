package io.penumbra.master.repair;

import java.time.Duration;
import java.util.ArrayDeque;

/** How much was done in the last minute. Guarded by its owner. */
final class Throughput {
    private static final Duration SPAN = Duration.ofMinutes(1);
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final ArrayDeque<Part> parts = new ArrayDeque<>();
    private long bytesInSpan;
    private long bytes;

    private record Part(long bytes, long beganNanos, long atNanos) {}

    void add(long more, long beganNanos, long nowNanos) {
        parts.addLast(new Part(more, beganNanos, nowNanos));
        bytesInSpan += more;
        bytes += more;
        forget(nowNanos);
    }

    long total() {
        return bytes;
    }

    long perSecond(long nowNanos) {
        forget(nowNanos);
        if (parts.isEmpty()) {
            return 0;
        }
        long seconds = (nowNanos - parts.getFirst().beganNanos()) / SECOND_NANOS;
        return bytesInSpan / Math.max(1, seconds);
    }

    private void forget(long nowNanos) {
        while (!parts.isEmpty() && nowNanos - parts.getFirst().atNanos() > SPAN.toNanos()) {
            bytesInSpan -= parts.removeFirst().bytes();
        }
    }
}
