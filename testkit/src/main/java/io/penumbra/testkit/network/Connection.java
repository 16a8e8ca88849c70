package io.penumbra.testkit.network;

import io.penumbra.core.Invariant;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.CallFailedException.Kind;
import io.penumbra.testkit.sim.Event;
import io.penumbra.testkit.sim.SimNode;
import io.penumbra.testkit.sim.SimProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection: two directions, each in order, until it breaks. Each side learns of that for
 * itself.
 */
final class Connection {
    private static final long CONNECT_AGAIN_NANOS = 1_000_000_000L;

    /** One end: whose it is, what is open there, and whether it knows that it is over. */
    static final class Side {
        private final SimNode node;
        private final Set<Endpoint<?, ?>> open = new LinkedHashSet<>();
        private @Nullable SimProcess process;
        private boolean down;
        private long lastArrivalNanos;

        Side(SimNode node, @Nullable SimProcess process) {
            this.node = node;
            this.process = process;
        }

        private boolean isReached() {
            return !down && process != null && process.isAlive();
        }
    }

    private final FakeNetwork network;
    private final Address address;
    private final Side client;
    private final Side server;

    /** What arrived before the other side was there to take it. */
    private final List<Runnable> early = new ArrayList<>();

    private @Nullable FakeListener listener;
    private boolean lossy;

    Connection(FakeNetwork network, SimProcess from, SimNode to, Address address) {
        this.network = network;
        this.address = address;
        this.client = new Side(from.node(), from);
        this.server = new Side(to, null);
        from.onEnd(() -> ended(client, server));
        connect();
    }

    private void connect() {
        carry(client, server, 0, this::arriveAtServer);
    }

    /** A machine without power does not answer, and is asked again. */
    private void arriveAtServer() {
        if (client.down) {
            return;
        }
        if (server.node.isPoweredOff()) {
            network.simulation().afterNanos(CONNECT_AGAIN_NANOS, this::connect);
            return;
        }
        var found = network.listenerAt(server.node, address.port());
        if (found == null) {
            server.down = true;
            carry(server, client, 0, () -> fall(client, Kind.REFUSED, address + " refuses"));
            return;
        }
        listener = found;
        server.process = found.process();
        found.accepted(this);
        found.process().onEnd(() -> ended(server, client));
        var waiting = List.copyOf(early);
        early.clear();
        waiting.forEach(effect -> take(server, effect));
    }

    boolean isUsable() {
        return !client.down;
    }

    boolean isBetween(SimNode one, SimNode other) {
        return (client.node == one && server.node == other)
                || (client.node == other && server.node == one);
    }

    Side clientSide() {
        return client;
    }

    Side serverSide() {
        return server;
    }

    @Nullable FakeListener listener() {
        return listener;
    }

    Side opposite(Side side) {
        return side == client ? server : client;
    }

    void opened(Side side, Endpoint<?, ?> endpoint) {
        side.open.add(endpoint);
    }

    void closed(Side side, Endpoint<?, ?> endpoint) {
        side.open.remove(endpoint);
    }

    /** Wakes someone of that side after a while of its own clock. */
    Event alarm(Side side, Duration atMost, Runnable action) {
        return Invariant.present(side.process, "someone waits there")
                .clock()
                .schedule(atMost, action);
    }

    /** Sends something that takes effect at the other side, unless the connection breaks first. */
    void send(Side from, int bytes, Runnable effect) {
        var to = opposite(from);
        if (network.nextBreaks(from.node, to.node)) {
            breakAt(from, to, bytes, effect);
            return;
        }
        carry(from, to, bytes, () -> take(to, effect));
    }

    private void breakAt(Side from, Side to, int bytes, Runnable effect) {
        long late = network.nextLateness();
        if (late == 0) {
            breakNow();
            return;
        }
        to.lastArrivalNanos = network.simulation().nowNanos() + late;
        carry(from, to, bytes, () -> take(to, effect));
        endOf(from, to, "the connection with " + to.node + " broke");
        endOf(to, from, "the connection with " + from.node + " broke");
    }

    private void take(Side to, Runnable effect) {
        if (to.isReached()) {
            effect.run();
        } else if (to.process == null && !to.down) {
            early.add(effect);
        }
    }

    private void carry(Side from, Side to, int bytes, Runnable effect) {
        var simulation = network.simulation();
        long now = simulation.nowNanos();
        long due = now + network.nextDelay(from.node, to.node, bytes);
        due = Math.max(due, to.lastArrivalNanos + 1);
        to.lastArrivalNanos = due;
        simulation.mix(bytes);
        simulation.afterNanos(due - now, () -> network.link(from.node, to.node).pass(effect));
    }

    /** Both sides learn of it as the network lets them; what is under way may be lost. */
    void breakNow() {
        lossy = network.flip();
        endOf(client, server, "the connection to " + address + " broke");
        endOf(server, client, "the connection from " + client.node + " broke");
    }

    /** Each side for itself takes the other for dead. */
    void giveUp() {
        fall(client, Kind.BROKEN, "nothing heard from " + address);
        fall(server, Kind.BROKEN, "nothing heard from " + client.node);
    }

    /** The side's process is gone: its kernel sends what was written, and the end. */
    private void ended(Side gone, Side other) {
        gone.down = true;
        gone.open.clear();
        if (gone.node.isPoweredOff()) {
            gone.node.onBoot(_ -> endOf(other, gone, gone.node + " is a new process"));
        } else {
            endOf(other, gone, gone.node + " is gone");
        }
    }

    private void endOf(Side told, Side from, String why) {
        if (lossy) {
            told.down = true;
        }
        carry(from, told, 0, () -> fall(told, Kind.BROKEN, why));
    }

    /** Ends the side that closes at once, the other when it hears of it. */
    void close(Side side, String why) {
        fall(side, Kind.CLOSED, why);
        endOf(opposite(side), side, why);
    }

    private void fall(Side side, Kind kind, String why) {
        side.down = true;
        if (client.down && server.down) {
            network.forget(this);
        }
        var ending = List.copyOf(side.open);
        side.open.clear();
        ending.forEach(endpoint -> endpoint.fail(new CallFailedException(kind, why)));
    }
}
