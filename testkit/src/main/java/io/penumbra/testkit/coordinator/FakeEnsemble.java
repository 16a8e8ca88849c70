package io.penumbra.testkit.coordinator;

import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.core.port.Coordinator.Outcome;
import io.penumbra.testkit.sim.SimNode;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.sim.Simulation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * ZooKeeper's side of the model: one tree, changed in one order, and the sessions that own
 * ephemeral nodes. All of a world's clients share it.
 */
public final class FakeEnsemble {
    /** Sees every commit that took effect, in order. */
    @FunctionalInterface
    public interface Witness {
        void committed(String client, List<Change> changes, ZnodeTree after);
    }

    private record Moment(long nanos, long zxid, ZnodeTree tree) {}

    private final Simulation simulation;
    private final RandomGenerator random;
    private final Duration sessionTimeout;
    private final Map<Long, Session> sessions = new LinkedHashMap<>();
    private final Map<String, List<Watch>> watches = new LinkedHashMap<>();
    private final Set<SimNode> unreachable = new LinkedHashSet<>();
    private final List<Witness> witnesses = new ArrayList<>();
    private final ArrayDeque<Moment> history = new ArrayDeque<>();
    private Troubles troubles = Troubles.NONE;
    private ZnodeTree tree = ZnodeTree.EMPTY;
    private long zxid;
    private long lastSession;
    private boolean up = true;

    public FakeEnsemble(Simulation simulation) {
        this(simulation, Duration.ofSeconds(4));
    }

    public FakeEnsemble(Simulation simulation, Duration sessionTimeout) {
        this.simulation = simulation;
        this.random = simulation.random("ensemble");
        this.sessionTimeout = sessionTimeout;
        history.add(new Moment(0, 0, tree));
    }

    /** A client in this process. */
    public Coordinator client(SimProcess process) {
        return new FakeCoordinator(this, process);
    }

    public void setTroubles(Troubles newTroubles) {
        troubles = newTroubles;
    }

    public void addWitness(Witness witness) {
        witnesses.add(witness);
    }

    /** What a majority has. */
    public ZnodeTree tree() {
        return tree;
    }

    /** The majority is gone: every connection breaks, nothing is answered. */
    public void stop() {
        simulation.note("zk", "has no majority");
        up = false;
        List.copyOf(sessions.values()).forEach(session -> session.client().connectionLost());
    }

    public void start() {
        simulation.note("zk", "has a majority");
        up = true;
        sessions.values().forEach(session -> session.heard(simulation.nowNanos()));
    }

    /** Ends a process's session, as the real one does after a long silence. */
    public void expire(SimProcess process) {
        for (var session : List.copyOf(sessions.values())) {
            if (session.client().process() == process) {
                end(session, "is expired");
                session.client().sessionExpired();
            }
        }
    }

    /** From now on nothing passes between this machine and the ensemble. */
    public void cut(SimNode node) {
        if (unreachable.add(node)) {
            simulation.note(node.name(), "cannot reach zk");
            simulation.after(
                    sessionTimeout.multipliedBy(2).dividedBy(3), () -> loseConnections(node));
        }
    }

    private void loseConnections(SimNode node) {
        if (unreachable.contains(node)) {
            breakConnections(node);
        }
    }

    private void breakConnections(SimNode node) {
        for (var session : List.copyOf(sessions.values())) {
            if (session.client().process().node().equals(node)) {
                session.client().connectionLost();
            }
        }
    }

    /** What the cut swallowed stays lost, so no connection outlives it as if nothing had been. */
    public void heal(SimNode node) {
        if (unreachable.remove(node)) {
            simulation.note(node.name(), "reaches zk again");
            breakConnections(node);
        }
    }

    /** Whether what this process sends arrives, and the answer, too. */
    boolean reaches(SimProcess process) {
        return up && !unreachable.contains(process.node());
    }

    Troubles troubles() {
        return troubles;
    }

    RandomGenerator random() {
        return random;
    }

    Simulation simulation() {
        return simulation;
    }

    Duration sessionTimeout() {
        return sessionTimeout;
    }

    long zxid() {
        return zxid;
    }

    Session newSession(FakeCoordinator client) {
        var session = new Session(++lastSession, client, simulation.nowNanos());
        sessions.put(session.id(), session);
        beat(session);
        return session;
    }

    /** The client's pings, and what their absence means. */
    private void beat(Session session) {
        if (!sessions.containsKey(session.id())) {
            return;
        }
        long now = simulation.nowNanos();
        if (!up || session.client().isHeard()) {
            session.heard(now);
        } else if (now - session.lastHeard() > sessionTimeout.toNanos()) {
            end(session, "expires");
            session.client().sessionExpired();
            return;
        }
        simulation.after(sessionTimeout.dividedBy(3), () -> beat(session));
    }

    void end(Session session, String how) {
        if (sessions.remove(session.id()) == null) {
            return;
        }
        simulation.note("zk", "session of " + session.client().process() + " " + how);
        for (var path : session.ephemerals()) {
            if (tree.stored(path).filter(node -> node.session() == session.id()).isPresent()) {
                become(tree.without(path), path);
            }
        }
    }

    Outcome commit(Session session, List<Change> changes) {
        var applied = tree.apply(changes);
        if (applied.outcome() instanceof Outcome.Committed) {
            become(applied.tree(), changes.stream().map(Change::path).toArray(String[]::new));
            var who = session.client().process().node().name();
            witnesses.forEach(witness -> witness.committed(who, changes, tree));
        }
        simulation.mix(zxid);
        return applied.outcome();
    }

    /** True when the node is there and belongs to this session. */
    boolean putEphemeral(Session session, String path, byte[] content) {
        if (!sessions.containsKey(session.id())) {
            return false;
        }
        var found = tree.stored(path);
        if (found.isPresent() && found.get().session() != session.id()) {
            return false;
        }
        session.ephemerals().add(path);
        if (found.isPresent()) {
            var change = new Change.Set(path, content, Coordinator.ANY_VERSION);
            become(tree.apply(List.of(change)).tree(), path);
        } else {
            become(tree.withEphemeral(path, content, session.id()), path);
        }
        return true;
    }

    void removeEphemeral(Session session, String path) {
        if (tree.stored(path).filter(node -> node.session() == session.id()).isPresent()) {
            become(tree.without(path), path);
        }
        session.ephemerals().remove(path);
    }

    private void become(ZnodeTree next, String... touched) {
        tree = next;
        zxid++;
        history.addLast(new Moment(simulation.nowNanos(), zxid, tree));
        long keptFrom = simulation.nowNanos() - troubles.readLagMax().toNanos();
        while (history.size() > 1 && history.getFirst().nanos() < keptFrom) {
            history.removeFirst();
        }
        for (var path : touched) {
            hint(path, path);
            hint(ZnodeTree.parent(path), path);
        }
    }

    private void hint(String watched, String changed) {
        for (var watch : watches.getOrDefault(watched, List.of())) {
            watch.changed(changed);
        }
    }

    /** The tree as a server knows it that is behind by {@code lagNanos}, yet not before a zxid. */
    ZnodeTree treeOf(long lagNanos, long atLeastZxid) {
        long at = simulation.nowNanos() - lagNanos;
        for (var moment : (Iterable<Moment>) history::descendingIterator) {
            if (moment.nanos() <= at || moment.zxid() <= atLeastZxid) {
                return moment.tree();
            }
        }
        return history.getFirst().tree();
    }

    void addWatch(Watch watch) {
        watches.computeIfAbsent(watch.path(), _ -> new ArrayList<>()).add(watch);
    }

    void removeWatch(Watch watch) {
        watches.computeIfPresent(
                watch.path(),
                (_, all) -> {
                    var left = new ArrayList<>(all);
                    left.remove(watch);
                    return left;
                });
    }
}
