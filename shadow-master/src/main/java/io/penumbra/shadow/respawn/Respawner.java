package io.penumbra.shadow.respawn;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.InvalidProtocolBufferException;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Commands;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.core.port.Coordinator.Outcome;
import io.penumbra.core.port.Threads;
import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.master.decide.LeaderCommand.Note;
import io.penumbra.master.journal.HeadNode;
import io.penumbra.master.loop.Waiter;
import io.penumbra.master.serve.Role;
import io.penumbra.master.serve.RoleBoard;
import io.penumbra.platform.zookeeper.ClusterPaths;
import io.penumbra.proto.ProcessEntry;
import io.penumbra.shadow.watch.Suspicion.Signs;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every second who is missed, and runs the commands that start them again: of all while this
 * process leads, of chunkservers while nobody does. A command has a thread of its own, and nobody
 * waits for it.
 */
public final class Respawner implements AutoCloseable {
    /** The world, as far as it is needed here. */
    public record Ports(Coordinator coordinator, Commands commands, Clock clock, Threads threads) {}

    private static final Logger LOG = LoggerFactory.getLogger(Respawner.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration COMMAND_MAX = Duration.ofSeconds(30);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);
    private static final int UNTOLD_MAX = 100;
    private static final int LINE_MAX = 200;

    private static final List<String> REGISTERED =
            List.of(ClusterPaths.MASTERS, ClusterPaths.SHADOW_MASTERS, ClusterPaths.CHUNKSERVERS);

    private final String self;
    private final Ports ports;
    private final HeadNode headNode;
    private final RoleBoard board;
    private final ServerTable servers;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Vigil vigil;

    // Confined to the thread that looks.
    private final ArrayDeque<Note> untold = new ArrayDeque<>();
    private Optional<Signs> leaderSigns = Optional.empty();

    private volatile @Nullable Thread looking;
    private volatile boolean closed;

    /**
     * @param self the id of this master, which is there
     * @param commands by host
     */
    public Respawner(
            String self,
            Map<String, RespawnCommand> commands,
            Ports ports,
            RoleBoard board,
            ServerTable servers) {
        this.self = self;
        this.ports = ports;
        this.headNode = new HeadNode(ports.coordinator(), ports.clock());
        this.board = board;
        this.servers = servers;
        this.vigil = new Vigil(commands);
    }

    public void start() {
        looking = ports.threads().virtual("respawner", this::run);
    }

    /** Looks no more; a command that runs ends by itself. */
    @Override
    public void close() {
        closed = true;
        var thread = looking;
        if (thread == null) {
            return;
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                try {
                    look();
                } catch (IOException e) {
                    LOG.debug("nobody is missed while ZooKeeper cannot be read", e);
                }
                ports.clock().sleep(LOOK_EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws IOException, InterruptedException {
        var scope = scope();
        var sighting = sighting();
        List<Vigil.Act> acts;
        List<String> warnings;
        lock.lock();
        try {
            acts = vigil.look(scope, sighting, now());
            untold.addAll(vigil.takeNotes());
            warnings = vigil.warnings();
        } finally {
            lock.unlock();
        }
        for (var act : acts) {
            switch (act) {
                case Vigil.Act.Run run ->
                        ports.threads().platform("respawn-" + run.peer().id(), () -> run(run));
                case Vigil.Act.Forget(var peer) -> forget(peer);
            }
        }
        tell(warnings);
    }

    private Vigil.Scope scope() throws IOException {
        if (board.role() instanceof Role.Leading) {
            return Vigil.Scope.EVERYBODY;
        }
        // A leader moves one or the other ten times a second, on whatever links it is heard.
        var head = headNode.look();
        int lease = headNode.leaseVersion();
        var signs = head.map(sighting -> new Signs(sighting.version(), lease));
        boolean moved = !signs.equals(leaderSigns);
        leaderSigns = signs;
        return moved ? Vigil.Scope.NOBODY : Vigil.Scope.CHUNKSERVERS;
    }

    /** Whoever is registered or reports is there: sessions may expire by the dozen. */
    private Vigil.Sighting sighting() throws IOException {
        var expected = new TreeSet<>(ports.coordinator().children(ClusterPaths.EXPECTED));
        var present = new TreeSet<String>();
        present.add(self);
        for (var directory : REGISTERED) {
            present.addAll(ports.coordinator().children(directory));
        }
        servers.views().stream()
                .filter(ServerTable.View::live)
                .forEach(view -> present.add(view.hailed().server().value()));
        expected.removeAll(present);
        return new Vigil.Sighting(present, peers(expected));
    }

    private SortedMap<String, Peer> peers(Set<String> ids) throws IOException {
        var peers = new TreeMap<String, Peer>();
        for (var id : ids) {
            var znode = ports.coordinator().read(ClusterPaths.expected(id));
            if (znode.isPresent()) {
                peer(id, znode.get()).ifPresent(peer -> peers.put(id, peer));
            }
        }
        return peers;
    }

    private static Optional<Peer> peer(String id, Coordinator.Znode znode) {
        try {
            return Peer.of(id, ProcessEntry.parseFrom(znode.content()), znode.version());
        } catch (InvalidProtocolBufferException e) {
            LOG.debug("what is expected as {} cannot be read", id, e);
            return Optional.empty();
        }
    }

    private void run(Vigil.Act.Run run) {
        boolean well = false;
        String how;
        try {
            var ended = ports.commands().run(run.words(), COMMAND_MAX);
            well = ended.exitCode() == 0;
            how = well ? "done" : "exit code " + ended.exitCode();
            LOG.info("{}: {} ended with {}: {}", run.peer(), run.words(), how, ended.output());
            how += well || ended.output().isEmpty() ? "" : ", " + lastLine(ended.output());
        } catch (IOException e) {
            how = String.valueOf(e.getMessage());
            LOG.warn("{}: {} failed: {}", run.peer(), run.words(), how);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        lock.lock();
        try {
            vigil.tried(run, well, how, now());
        } finally {
            lock.unlock();
        }
    }

    /** Where programs say what was wrong, mostly. */
    private static String lastLine(String output) {
        var line = output.lines().reduce("", (_, next) -> next);
        return line.length() <= LINE_MAX ? line : line.substring(0, LINE_MAX);
    }

    /** From here on it is as if it had ended on purpose, for this leader and the next. */
    private void forget(Peer peer) throws InterruptedException {
        var delete = new Change.Delete(ClusterPaths.expected(peer.id()), peer.version());
        try {
            var outcome =
                    ports.clock().await(ports.coordinator().commit(List.of(delete)), ANSWER_WITHIN);
            if (!(outcome instanceof Outcome.Committed)) {
                LOG.info("{} is still expected: {}", peer, outcome);
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("{} is still expected: {}", peer, e.toString());
        }
    }

    /** Only a leader can write into the journal; what it cannot say yet it says when it leads. */
    private void tell(List<String> warnings) {
        if (board.role() instanceof Role.Leading(var leadership)) {
            for (var note = untold.poll(); note != null; note = untold.poll()) {
                leadership.loop().ask(note, Waiter.NOBODY);
            }
            leadership.warn(warnings);
        }
        while (untold.size() > UNTOLD_MAX) {
            untold.remove();
        }
    }

    private Duration now() {
        return Duration.ofNanos(ports.clock().monotonicNanos());
    }
}
