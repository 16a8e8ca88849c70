package io.penumbra.master.cluster.live;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.Medium;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.placement.Server;
import io.penumbra.master.placement.Servers;
import io.penumbra.proto.ChunkReports;
import io.penumbra.proto.DataDirectory;
import io.penumbra.proto.ServerBeat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Chunkservers as they report themselves, on the leader and on every shadow alike: a shadow that is
 * promoted knows them already.
 *
 * <p>A server lives while a stream of its stands and it was heard of within {@link #SILENCE_MAX}.
 * Any thread may call; nothing waits under the lock.
 */
public final class ServerTable {
    public static final Duration SILENCE_MAX = Duration.ofSeconds(2);

    private static final Server.Load NO_LOAD = new Server.Load(0, 0, 0);

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final TreeMap<ServerId, Known> known = new TreeMap<>();

    // The incarnation of the last start that was heard of, by the directory's own name.
    @GuardedBy("lock")
    private final TreeMap<String, Long> lastStarts = new TreeMap<>();

    @GuardedBy("lock")
    private long lastStream;

    @GuardedBy("lock")
    private long changes;

    private volatile Servers snapshot = Servers.NONE;

    /** A server and what it said last. */
    public record View(
            Hailed hailed,
            Server.Load load,
            long chunks,
            boolean live,
            List<DataDirectory> directories) {}

    private static final class Known {
        private final Hailed hailed;
        private final Set<Long> streams = new HashSet<>();
        private Server.Load load = NO_LOAD;
        private List<DataDirectory> directories = List.of();
        private long lastHeardNanos;
        private boolean live = true;
        private boolean reportedFully;

        /** Whose master heard all that it has; zero: none. */
        private long reportedEpoch;

        private Map<ChunkId, Replica> replicas = new HashMap<>();
        private Map<ChunkId, Replica> fullSoFar = new HashMap<>();

        Known(Hailed hailed, long stream, long nowNanos) {
            this.hailed = hailed;
            this.streams.add(stream);
            this.lastHeardNanos = nowNanos;
        }

        boolean isLive(long nowNanos) {
            return !streams.isEmpty() && nowNanos - lastHeardNanos < SILENCE_MAX.toNanos();
        }

        Server server() {
            return new Server(
                    hailed.server(), hailed.endpoint(), hailed.host(), hailed.rack(), load, live);
        }
    }

    /**
     * Refuses a second process under the name of one that lives, and an older image of a directory
     * until all in it was checked.
     *
     * @return names the stream that this server reports on from here on
     */
    public long hail(Hailed hailed, long nowNanos) throws RefusedException {
        lock.lock();
        try {
            var before = known.get(hailed.server());
            if (before != null && before.hailed.nonce() != hailed.nonce()) {
                refuseTwin(before, hailed, nowNanos);
            }
            if (before == null || before.hailed.nonce() != hailed.nonce()) {
                requireNoOlderImage(hailed);
            }
            var next = new Known(hailed, ++lastStream, nowNanos);
            if (before != null && before.hailed.nonce() == hailed.nonce()) {
                next.load = before.load;
                next.directories = before.directories;
                next.replicas = before.replicas;
                next.reportedFully = before.reportedFully;
                next.reportedEpoch = before.reportedEpoch;
                next.streams.addAll(before.streams);
            }
            known.put(hailed.server(), next);
            changes++;
            publish();
            return lastStream;
        } finally {
            lock.unlock();
        }
    }

    private static void refuseTwin(Known before, Hailed hailed, long nowNanos)
            throws RefusedException {
        if (before.isLive(nowNanos)) {
            throw new RefusedException(
                    RefusalCode.ALREADY_EXISTS,
                    hailed.server().value(),
                    "another process is this chunkserver, at %s, pid %d: was a data directory"
                                    .formatted(before.hailed.endpoint(), before.hailed.pid())
                            + " copied?");
        }
    }

    /** What a directory that was set back says of its chunks is believed once it was checked. */
    @GuardedBy("lock")
    private void requireNoOlderImage(Hailed hailed) throws RefusedException {
        for (var found : hailed.found().entrySet()) {
            long last = lastStarts.getOrDefault(found.getKey(), 0L);
            if (found.getValue() < last && !hailed.verified()) {
                throw new RefusedException(
                        RefusalCode.PRECONDITION_FAILED,
                        hailed.server().value(),
                        "its data directory %s is an older image, of start %d, but start %d was seen:"
                                        .formatted(found.getKey(), found.getValue(), last)
                                + " all in it has to be checked first");
            }
        }
        hailed.found()
                .forEach((storage, last) ->
                        lastStarts.put(storage, Math.max(hailed.incarnation(), last + 1)));
    }

    public void beat(Hailed from, ServerBeat beat, long nowNanos) {
        lock.lock();
        try {
            var server = known.get(from.server());
            if (server != null && server.hailed.nonce() == from.nonce()) {
                server.lastHeardNanos = nowNanos;
                server.load =
                        new Server.Load(
                                beat.getCapacityBytes(),
                                beat.getFreeBytes(),
                                beat.getOpenStreams(),
                                media(beat));
                server.directories = beat.getDirectoriesList();
                publish(server, nowNanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private static Map<Medium, Server.Room> media(ServerBeat beat) {
        var media = new TreeMap<Medium, Server.Room>();
        for (var directory : beat.getDirectoriesList()) {
            if (!directory.getStorage().isEmpty() && Medium.isName(directory.getMedium())) {
                var room = new Server.Room(directory.getCapacityBytes(), directory.getFreeBytes());
                media.merge(new Medium(directory.getMedium()), room, Server.Room::plus);
            }
        }
        return media;
    }

    /** A stream has ended; while the server moves, it may report on another one, too. */
    public void gone(Hailed from, long stream) {
        lock.lock();
        try {
            var server = known.get(from.server());
            if (server != null && server.streams.remove(stream) && server.streams.isEmpty()) {
                server.live = false;
                changes++;
                publish();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Finds those that have fallen silent. */
    public void passed(long nowNanos) {
        lock.lock();
        try {
            boolean changed = false;
            for (var server : known.values()) {
                boolean live = server.isLive(nowNanos);
                changed |= live != server.live;
                server.live = live;
            }
            if (changed) {
                changes++;
                publish();
            }
        } finally {
            lock.unlock();
        }
    }

    public void changed(Hailed from, ChunkReports reports) {
        lock.lock();
        try {
            var server = known.get(from.server());
            if (server != null && server.hailed.nonce() == from.nonce()) {
                if (put(reports, server.replicas)) {
                    changes++;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** One part of everything it has; the last part replaces what was known before. */
    public void full(Hailed from, ChunkReports reports) {
        lock.lock();
        try {
            var server = known.get(from.server());
            if (server != null && server.hailed.nonce() == from.nonce()) {
                var _ = put(reports, server.fullSoFar);
                if (reports.getLast()) {
                    server.replicas = server.fullSoFar;
                    server.fullSoFar = new HashMap<>();
                    server.reportedFully = true;
                    server.reportedEpoch = reports.getEpoch();
                    changes++;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is damage among it that was not known. */
    private static boolean put(ChunkReports reports, Map<ChunkId, Replica> replicas) {
        boolean newDamage = false;
        for (var report : reports.getChunksList()) {
            var chunk = new ChunkId(report.getChunk());
            if (report.getVerifiedLength() == 0) {
                replicas.remove(chunk);
                continue;
            }
            var before =
                    replicas.put(
                            chunk,
                            new Replica(
                                    new ChunkVersion(report.getVersion()),
                                    report.getVerifiedLength(),
                                    report.getSealed(),
                                    report.getDamaged()));
            newDamage |= report.getDamaged() && (before == null || !before.damaged());
        }
        return newDamage;
    }

    /** What this server last said of the chunk. */
    public Optional<Replica> replica(ServerId server, ChunkId chunk) {
        lock.lock();
        try {
            var of = known.get(server);
            return of == null ? Optional.empty() : Optional.ofNullable(of.replicas.get(chunk));
        } finally {
            lock.unlock();
        }
    }

    /** Whether a live server has said all that it has since this epoch began. */
    public boolean hasReported(ServerId server, Epoch epoch) {
        lock.lock();
        try {
            var of = known.get(server);
            return of != null && of.live && of.reportedEpoch == epoch.value();
        } finally {
            lock.unlock();
        }
    }

    /** The chunks of which this server last said that it has a copy. */
    public List<ChunkId> chunks(ServerId server) {
        lock.lock();
        try {
            var of = known.get(server);
            return of == null ? List.of() : List.copyOf(of.replicas.keySet());
        } finally {
            lock.unlock();
        }
    }

    /** What is known of the copy that a server should have. */
    public Standing standing(ServerId server, ChunkId chunk, long nowNanos) {
        lock.lock();
        try {
            var of = known.get(server);
            if (of == null) {
                return new Standing.Unknown();
            }
            if (!of.live) {
                return new Standing.Silent(Duration.ofNanos(nowNanos - of.lastHeardNanos));
            }
            var replica = of.replicas.get(chunk);
            if (replica != null) {
                return new Standing.Holds(replica);
            }
            return of.reportedFully ? new Standing.Absent() : new Standing.Unclear();
        } finally {
            lock.unlock();
        }
    }

    /** Grows when a server comes, goes, has said anew what it has, or found damage. */
    public long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /** For how long those that are silent have been. */
    public List<Duration> silences(long nowNanos) {
        lock.lock();
        try {
            return known.values().stream()
                    .filter(server -> !server.live)
                    .map(server -> Duration.ofNanos(nowNanos - server.lastHeardNanos))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    public Servers servers() {
        return snapshot;
    }

    /** In the order of their ids. */
    public List<View> views() {
        lock.lock();
        try {
            var views = new ArrayList<View>(known.size());
            for (var server : known.values()) {
                views.add(
                        new View(
                                server.hailed,
                                server.load,
                                server.replicas.size(),
                                server.live,
                                server.directories));
            }
            return views;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void publish(Known server, long nowNanos) {
        server.live = server.isLive(nowNanos);
        publish();
    }

    @GuardedBy("lock")
    private void publish() {
        var all = new ArrayList<Server>(known.size());
        known.values().forEach(server -> all.add(server.server()));
        snapshot = new Servers(all);
    }
}
