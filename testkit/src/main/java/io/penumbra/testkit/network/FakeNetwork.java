package io.penumbra.testkit.network;

import io.penumbra.core.Invariant;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Network;
import io.penumbra.testkit.sim.SimNode;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.sim.Simulation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The wires between all machines of a world. A host's name is its machine's; {@code localhost} and
 * {@code 127.0.0.1} are one's own.
 *
 * <p>A connection keeps its messages in order. What a cut holds back arrives when it heals, as TCP
 * sends again; a connection that broke loses what was under way. A killed process's connections
 * break and new ones are refused; a machine without power is silent; so is a paused process, though
 * connections to it succeed.
 */
public final class FakeNetwork {
    /** After a cut of this length both ends give a connection up. */
    private static final long KEEPALIVE_NANOS = 10_000_000_000L;

    private static final long LOOPBACK_NANOS = 20_000;
    private static final int FIRST_FREE_PORT = 40_000;

    private record Route(SimNode from, SimNode to) {}

    private final Simulation simulation;
    private final RandomGenerator random;
    private final Map<Address, FakeListener> listeners = new HashMap<>();
    private final Map<Route, Link> links = new LinkedHashMap<>();
    private final Set<Connection> connections = new LinkedHashSet<>();
    private Weather weather = Weather.FAIR;
    private int nextPort = FIRST_FREE_PORT;

    public FakeNetwork(Simulation simulation) {
        this.simulation = simulation;
        this.random = simulation.random("network");
    }

    /** The network as this process uses it. */
    public Network of(SimProcess process) {
        return new ProcessNetwork(this, process);
    }

    public void setWeather(Weather newWeather) {
        weather = newWeather;
    }

    /** From now on nothing sent by {@code from} arrives at {@code to}. */
    public void cut(SimNode from, SimNode to) {
        var link = link(from, to);
        if (link.isCut()) {
            return;
        }
        simulation.note(from.name(), "cannot reach " + to);
        long cut = link.cut();
        simulation.afterNanos(
                KEEPALIVE_NANOS,
                () -> {
                    if (link.isSameCut(cut)) {
                        connectionsBetween(from, to).forEach(Connection::giveUp);
                    }
                });
    }

    public void heal(SimNode from, SimNode to) {
        var link = link(from, to);
        if (link.isCut()) {
            simulation.note(from.name(), "reaches " + to + " again");
            link.heal();
        }
    }

    public void cutBothWays(SimNode one, SimNode other) {
        cut(one, other);
        cut(other, one);
    }

    public void healBothWays(SimNode one, SimNode other) {
        heal(one, other);
        heal(other, one);
    }

    public void healAll() {
        links.values().forEach(Link::heal);
    }

    /** Breaks every connection between two machines once. */
    public void breakConnections(SimNode one, SimNode other) {
        simulation.note(one.name(), "loses its connections to " + other);
        connectionsBetween(one, other).forEach(Connection::breakNow);
    }

    private List<Connection> connectionsBetween(SimNode one, SimNode other) {
        var found = new ArrayList<Connection>();
        for (var connection : connections) {
            if (connection.isBetween(one, other)) {
                found.add(connection);
            }
        }
        return found;
    }

    Simulation simulation() {
        return simulation;
    }

    Link link(SimNode from, SimNode to) {
        return links.computeIfAbsent(new Route(from, to), _ -> new Link());
    }

    /** How long the next message takes. */
    long nextDelay(SimNode from, SimNode to, int bytes) {
        if (from == to) {
            return LOOPBACK_NANOS + bytes / 4;
        }
        boolean slow = weather.slowChance() > 0 && random.nextDouble() < weather.slowChance();
        long min = weather.delayMin().toNanos();
        long max = (slow ? weather.slowMax() : weather.delayMax()).toNanos();
        return min + random.nextLong(Math.max(1, max - min)) + bytes;
    }

    boolean nextBreaks(SimNode from, SimNode to) {
        return weather.breakChance() > 0
                && from != to
                && random.nextDouble() < weather.breakChance();
    }

    /** How late what broke its connection arrives after all; zero when it does not. */
    long nextLateness() {
        long max = weather.lateMax().toNanos();
        return max == 0 || random.nextBoolean() ? 0 : 1 + random.nextLong(max);
    }

    boolean flip() {
        return random.nextBoolean();
    }

    Connection connect(SimProcess from, Address to) {
        var connection = new Connection(this, from, resolve(from, to), to);
        connections.add(connection);
        return connection;
    }

    void forget(Connection connection) {
        connections.remove(connection);
    }

    /** The machine of that name, which need not run. */
    SimNode resolve(SimProcess from, Address to) {
        return isOwn(to.host()) ? from.node() : simulation.node(to.host());
    }

    @Nullable FakeListener listenerAt(SimNode node, int port) {
        var found = listeners.get(new Address(node.name(), port));
        return found != null && found.process().isAlive() ? found : null;
    }

    Address bind(FakeListener listener, Address asked) throws java.net.BindException {
        var node = listener.process().node();
        if (!isOwn(asked.host()) && !asked.host().equals(node.name())) {
            throw new java.net.BindException(asked + " is not an address of " + node);
        }
        int port = asked.port() == 0 ? nextPort++ : asked.port();
        if (listenerAt(node, port) != null) {
            throw new java.net.BindException(asked + " is in use");
        }
        listeners.put(new Address(node.name(), port), listener);
        return new Address(asked.host(), port);
    }

    void unbind(FakeListener listener, int port) {
        boolean removed =
                listeners.remove(new Address(listener.process().node().name(), port), listener);
        Invariant.check(
                removed || !listener.process().isAlive(), "closed a listener that was not bound");
    }

    private static boolean isOwn(String host) {
        return host.equals("localhost") || host.equals("127.0.0.1");
    }
}
