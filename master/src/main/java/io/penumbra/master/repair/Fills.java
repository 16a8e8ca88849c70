package io.penumbra.master.repair;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.ServerId;
import io.penumbra.master.placement.Server;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How full chunkservers are: by what the journal counts on them, so that a copy that moves counts
 * at once, while the one it leaves may be in a trash for a while.
 */
final class Fills {
    private final Map<ServerId, Fill> fills = new TreeMap<>();

    private static final class Fill {
        private final ServerId server;
        private final long room;
        private long bytes;

        /** All that chunks could take there is what they take, and what is free. */
        Fill(Server server, long bytes) {
            this.server = server.id();
            this.bytes = bytes;
            room = Math.max(1, bytes + server.load().freeBytes());
        }

        double with(long more) {
            return (double) (bytes + more) / room;
        }

        double share() {
            return with(0);
        }
    }

    /**
     * @param servers that give and take
     * @param bytes by server, of all chunks that it is a member of
     */
    Fills(Collection<Server> servers, Map<ServerId, Long> bytes) {
        for (var server : servers) {
            fills.put(server.id(), new Fill(server, bytes.getOrDefault(server.id(), 0L)));
        }
    }

    /** Which part of what a server could hold it holds. */
    double share(ServerId server) {
        return fill(server).share();
    }

    /** By how much the shares of the fullest and the emptiest differ. */
    double unevenness() {
        var shares = fills.values().stream().mapToDouble(Fill::share).summaryStatistics();
        return fills.isEmpty() ? 0 : shares.getMax() - shares.getMin();
    }

    /** What would have to move for all to be equally full. */
    long bytesAbove() {
        double bytes = 0;
        double room = 0;
        for (var fill : fills.values()) {
            bytes += fill.bytes;
            room += fill.room;
        }
        double share = bytes / Math.max(1, room);
        return fills.values().stream()
                .mapToLong(fill -> (long) Math.max(0, fill.bytes - fill.room * share))
                .sum();
    }

    List<ServerId> fromEmptiest() {
        return fills.values().stream()
                .sorted(Comparator.comparingDouble(Fill::share))
                .map(fill -> fill.server)
                .toList();
    }

    /** Whether the one that gives so much is still the fuller one. */
    boolean staysFuller(ServerId from, ServerId to, long bytes) {
        return fill(from).with(-bytes) >= fill(to).with(bytes);
    }

    void move(ServerId from, ServerId to, long bytes) {
        fill(from).bytes -= bytes;
        fill(to).bytes += bytes;
    }

    private Fill fill(ServerId server) {
        return Invariant.present(fills.get(server), "neither gives nor takes");
    }
}
