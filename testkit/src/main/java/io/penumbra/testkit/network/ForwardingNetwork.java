package io.penumbra.testkit.network;

import io.penumbra.core.port.Address;
import io.penumbra.core.port.Method;
import io.penumbra.core.port.Network;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Another network, as it is: for what changes a part of it. */
public class ForwardingNetwork implements Network {
    private final Network truth;

    public ForwardingNetwork(Network truth) {
        this.truth = truth;
    }

    /** What is served instead of this. */
    protected Served<?, ?> served(Served<?, ?> served) {
        return served;
    }

    protected <Q, R> R call(Peer peer, Method<Q, R> method, Q request, Duration deadline)
            throws IOException, RefusedException {
        return peer.call(method, request, deadline);
    }

    protected <Q, R> Receiver<R> ask(Peer peer, Method<Q, R> method, Q request) throws IOException {
        return peer.ask(method, request);
    }

    protected <Q, R> Stream<Q, R> open(Peer peer, Method<Q, R> method) throws IOException {
        return peer.open(method);
    }

    @Override
    public final Listener listen(Address address, List<Served<?, ?>> methods) throws IOException {
        return truth.listen(address, methods.stream().<Served<?, ?>>map(this::served).toList());
    }

    @Override
    public final Peer peer(Address address) {
        var peer = truth.peer(address);
        return new Peer() {
            @Override
            public Address address() {
                return peer.address();
            }

            @Override
            public <Q, R> R call(Method<Q, R> method, Q request, Duration deadline)
                    throws IOException, RefusedException {
                return ForwardingNetwork.this.call(peer, method, request, deadline);
            }

            @Override
            public <Q, R> Receiver<R> ask(Method<Q, R> method, Q request) throws IOException {
                return ForwardingNetwork.this.ask(peer, method, request);
            }

            @Override
            public <Q, R> Stream<Q, R> open(Method<Q, R> method) throws IOException {
                return ForwardingNetwork.this.open(peer, method);
            }
        };
    }

    @Override
    public Probe probe(Address address, Duration atMost) {
        return truth.probe(address, atMost);
    }

    @Override
    public void close() {
        truth.close();
    }
}
