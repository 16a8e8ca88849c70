package io.penumbra.zclient.data;

import com.google.common.hash.Hashing;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Clock;
import io.penumbra.proto.Member;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which copy of a chunk is asked first: none that failed just now, one on this host, the one whose
 * server has the least to do for this client; otherwise always the same, so that its bytes are in
 * the memory of one machine and not of three.
 */
final class CopyOrder {
    private static final Duration HEDGE_MIN = Duration.ofMillis(20);
    private static final Duration HEDGE_MAX = Duration.ofMillis(500);

    /** A server is slow when it takes so many times as long as servers usually do. */
    private static final int SLOW_TIMES = 8;

    /** Of how many reads the usual time is made. */
    private static final int USUAL_OF = 32;

    private final Avoided avoided;
    private final String host;
    private final Clock clock;

    @GuardedBy("this")
    private final Map<String, Integer> underWay = new HashMap<>();

    @GuardedBy("this")
    private long usualNanos;

    /**
     * @param host where this client is; empty if that is nowhere
     */
    CopyOrder(Avoided avoided, String host, Clock clock) {
        this.avoided = avoided;
        this.host = host;
        this.clock = clock;
    }

    /** A read from a server, from when it is asked until it has answered, or failed. */
    final class Asked implements AutoCloseable {
        private final String server;
        private final long began = clock.monotonicNanos();

        private Asked(String server) {
            this.server = server;
        }

        /** Its first bytes are here. */
        void answered() {
            learn(clock.monotonicNanos() - began);
        }

        @Override
        public void close() {
            ended(server);
        }
    }

    synchronized Asked asks(Member member) {
        underWay.merge(member.getServer(), 1, Integer::sum);
        return new Asked(member.getServer());
    }

    private synchronized void ended(String server) {
        underWay.computeIfPresent(server, (_, count) -> count == 1 ? null : count - 1);
    }

    private synchronized void learn(long nanos) {
        usualNanos += (nanos - usualNanos) / USUAL_OF;
    }

    /** After so long without an answer another copy is asked, too. */
    synchronized Duration hedgeAfter() {
        var slow = Duration.ofNanos(SLOW_TIMES * usualNanos);
        if (slow.compareTo(HEDGE_MIN) < 0) {
            return HEDGE_MIN;
        }
        return slow.compareTo(HEDGE_MAX) > 0 ? HEDGE_MAX : slow;
    }

    /** In the order in which they are asked. */
    List<Member> of(ChunkId chunk, List<Member> members) {
        var ranked = new ArrayList<Ranked>(members.size());
        synchronized (this) {
            for (var member : members) {
                ranked.add(
                        new Ranked(
                                member,
                                avoided.contains(new ServerId(member.getServer())),
                                !host.isEmpty() && member.getHost().equals(host),
                                underWay.getOrDefault(member.getServer(), 0),
                                draw(chunk, member)));
            }
        }
        return ranked.stream().sorted(Ranked.ORDER).map(Ranked::member).toList();
    }

    /** Different for each chunk, and the same for all clients. */
    private static long draw(ChunkId chunk, Member member) {
        return Hashing.murmur3_128()
                .newHasher()
                .putLong(chunk.value())
                .putString(member.getServer(), StandardCharsets.UTF_8)
                .hash()
                .asLong();
    }

    private record Ranked(
            Member member, boolean isAvoided, boolean isHere, int underWay, long drawn) {
        private static final Comparator<Ranked> ORDER =
                Comparator.comparing((Ranked it) -> !it.member.getLive())
                        .thenComparing(Ranked::isAvoided)
                        .thenComparing(it -> !it.isHere)
                        .thenComparingInt(Ranked::underWay)
                        .thenComparingLong(Ranked::drawn);
    }
}
