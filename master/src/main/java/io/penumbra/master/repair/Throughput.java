package io.penumbra.master.repair;

import java.time.Duration;
import java.util.ArrayDeque;

/** How much was done in the last minute. Guarded by its owner. */
final class Throughput {
    private static final Duration SPAN = Duration.ofMinutes(1);

    private final ArrayDeque<Part> parts = new ArrayDeque<>();
    private long bytesInSpan;
    private long bytes;

    private record Part(long bytes, long atNanos) {}

    void add(long more, long nowNanos) {
        parts.addLast(new Part(more, nowNanos));
        bytesInSpan += more;
        bytes += more;
        forget(nowNanos);
    }

    long total() {
        return bytes;
    }

    long perSecond(long nowNanos) {
        forget(nowNanos);
        return bytesInSpan / SPAN.toSeconds();
    }

    private void forget(long nowNanos) {
        while (!parts.isEmpty() && nowNanos - parts.getFirst().atNanos() > SPAN.toNanos()) {
            bytesInSpan -= parts.removeFirst().bytes();
        }
    }
}
