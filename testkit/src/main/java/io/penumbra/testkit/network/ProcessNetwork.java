package io.penumbra.testkit.network;

import io.penumbra.core.id.RequestId;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.CallFailedException.Kind;
import io.penumbra.core.port.Method;
import io.penumbra.core.port.Network;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.sim.Waiter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The network as one process uses it. */
final class ProcessNetwork implements Network {
    private final FakeNetwork network;
    private final SimProcess process;
    private final List<FakeListener> listeners = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();
    private boolean closed;

    ProcessNetwork(FakeNetwork network, SimProcess process) {
        this.network = network;
        this.process = process;
    }

    @Override
    public Listener listen(Address address, List<Served<?, ?>> methods) throws IOException {
        var listener = new FakeListener(network, process, address, methods);
        listeners.add(listener);
        return listener;
    }

    @Override
    public Peer peer(Address address) {
        var channel = new Channel(address);
        channels.add(channel);
        return channel;
    }

    @Override
    public Probe probe(Address address, Duration atMost) {
        var node = network.resolve(process, address);
        var answer = new Probe[] {Probe.SILENT};
        var waiter = new Waiter();
        var there = network.link(process.node(), node);
        var back = network.link(node, process.node());
        var simulation = network.simulation();
        simulation.afterNanos(
                network.nextDelay(process.node(), node, 0),
                () -> {
                    if (there.isCut() || back.isCut() || node.isPoweredOff()) {
                        return;
                    }
                    boolean open = network.listenerAt(node, address.port()) != null;
                    simulation.afterNanos(
                            network.nextDelay(node, process.node(), 0),
                            () -> {
                                answer[0] = open ? Probe.OPEN : Probe.REFUSED;
                                waiter.wake();
                            });
                });
        var alarm = process.clock().schedule(atMost, waiter::wake);
        try {
            waiter.park();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            alarm.cancel();
        }
        return answer[0];
    }

    @Override
    public void close() {
        closed = true;
        listeners.forEach(FakeListener::close);
        channels.forEach(Channel::close);
    }

    /** One connection at a time, made when it is needed. */
    private final class Channel implements Peer {
        private final Address address;
        private @Nullable Connection connection;

        Channel(Address address) {
            this.address = address;
        }

        @Override
        public Address address() {
            return address;
        }

        @Override
        public <Q, R> R call(Method<Q, R> method, Q request, Duration deadline)
                throws IOException, RefusedException {
            try (var stream = ask(method, request)) {
                return stream.receive(deadline)
                        .orElseThrow(() ->
                                new CallFailedException(Kind.BROKEN, "no reply from " + address));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CallFailedException(Kind.CLOSED, "interrupted while calling");
            }
        }

        @Override
        public <Q, R> Receiver<R> ask(Method<Q, R> method, Q request) throws IOException {
            var stream = open(method);
            try {
                stream.send(request);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CallFailedException(Kind.CLOSED, "interrupted while asking");
            }
            stream.finish();
            return stream;
        }

        @Override
        public <Q, R> Stream<Q, R> open(Method<Q, R> method) throws IOException {
            if (closed) {
                throw new CallFailedException(Kind.CLOSED, "this network is closed");
            }
            var current = connection;
            if (current == null || !current.isUsable()) {
                current = network.connect(process, address);
                connection = current;
            }
            return begin(current, method);
        }

        private <Q, R> Stream<Q, R> begin(Connection current, Method<Q, R> method) {
            var stream =
                    new Endpoint<Q, R>(
                            current, current.clientSide(), method.request(), method.reply());
            var request = RequestId.current();
            current.send(
                    current.clientSide(),
                    0,
                    () -> {
                        var listener = current.listener();
                        if (listener != null) {
                            listener.arrive(stream, method, request);
                        }
                    });
            return stream;
        }

        void close() {
            if (connection != null && connection.isUsable()) {
                connection.close(connection.clientSide(), "this network was closed");
            }
        }
    }
}
