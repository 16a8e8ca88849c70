package io.penumbra.testkit.network;

import io.penumbra.core.id.RequestId;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.CallFailedException.Kind;
import io.penumbra.core.port.Method;
import io.penumbra.core.port.Network.AskHandler;
import io.penumbra.core.port.Network.Listener;
import io.penumbra.core.port.Network.Served;
import io.penumbra.core.port.Network.SingleHandler;
import io.penumbra.core.port.Network.StreamHandler;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.testkit.sim.SimProcess;
import java.io.IOException;
import java.net.BindException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One served address. */
final class FakeListener implements Listener {
    private final FakeNetwork network;
    private final SimProcess process;
    private final Map<String, Served<?, ?>> methods = new HashMap<>();
    private final Set<Connection> accepted = new LinkedHashSet<>();
    private final Address address;
    private boolean closed;

    FakeListener(FakeNetwork network, SimProcess process, Address asked, List<Served<?, ?>> served)
            throws BindException {
        this.network = network;
        this.process = process;
        for (var each : served) {
            var previous = methods.put(method(each).name(), each);
            if (previous != null) {
                throw new IllegalArgumentException("served twice: " + method(each).name());
            }
        }
        this.address = network.bind(this, asked);
    }

    SimProcess process() {
        return process;
    }

    void accepted(Connection connection) {
        accepted.add(connection);
    }

    /** A call arrives: its handler runs on a thread of its own. */
    <Q, R> void arrive(Endpoint<Q, R> caller, Method<Q, R> method, RequestId request) {
        var connection = caller.connection();
        var stream =
                new Endpoint<R, Q>(
                        connection, connection.serverSide(), method.reply(), method.request());
        stream.pairWith(caller);
        var served = methods.get(method.name());
        process.threads()
                .virtual(method.name(), () -> request.serve(() -> serve(served, method, stream)));
    }

    private <Q, R> boolean serve(
            @org.jspecify.annotations.Nullable Served<?, ?> served,
            Method<Q, R> method,
            Endpoint<R, Q> stream) {
        try {
            switch (served) {
                case null ->
                        throw new CallFailedException(Kind.BROKEN, "not served: " + method.name());
                case Served.Single<?, ?> single ->
                        FakeListener.<Q, R>answer(handler(single), stream);
                case Served.Asked<?, ?> asked -> FakeListener.<Q, R>answer(handler(asked), stream);
                case Served.Streamed<?, ?> streamed ->
                        FakeListener.<Q, R>handler(streamed).handle(stream);
            }
            stream.complete();
        } catch (RefusedException e) {
            stream.refuse(e.refusal());
        } catch (IOException e) {
            stream.abort(e.toString());
        } catch (InterruptedException e) {
            stream.abort("the handler was interrupted");
            Thread.currentThread().interrupt();
        }
        return true;
    }

    private static <Q, R> void answer(SingleHandler<Q, R> handler, Endpoint<R, Q> stream)
            throws IOException, RefusedException, InterruptedException {
        var request = stream.receive();
        if (request.isPresent()) {
            stream.send(handler.handle(request.get()));
        }
    }

    private static <Q, R> void answer(AskHandler<Q, R> handler, Endpoint<R, Q> stream)
            throws IOException, RefusedException, InterruptedException {
        var request = stream.receive();
        if (request.isPresent()) {
            handler.handle(request.get(), stream);
        }
    }

    /** The method's name stands for its types: both sides take them from one table. */
    @SuppressWarnings("unchecked")
    private static <Q, R> SingleHandler<Q, R> handler(Served.Single<?, ?> single) {
        return (SingleHandler<Q, R>) single.handler();
    }

    @SuppressWarnings("unchecked")
    private static <Q, R> AskHandler<Q, R> handler(Served.Asked<?, ?> asked) {
        return (AskHandler<Q, R>) asked.handler();
    }

    @SuppressWarnings("unchecked")
    private static <Q, R> StreamHandler<Q, R> handler(Served.Streamed<?, ?> streamed) {
        return (StreamHandler<Q, R>) streamed.handler();
    }

    private static Method<?, ?> method(Served<?, ?> served) {
        return switch (served) {
            case Served.Single<?, ?> single -> single.method();
            case Served.Asked<?, ?> asked -> asked.method();
            case Served.Streamed<?, ?> streamed -> streamed.method();
        };
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            network.unbind(this, address.port());
            List.copyOf(accepted)
                    .forEach(connection ->
                            connection.close(connection.serverSide(), address + " was closed"));
            accepted.clear();
        }
    }
}
