package io.penumbra.testkit.network;

import io.penumbra.core.port.Network.Stream;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Another stream, as it is: for what changes a part of it. */
public class ForwardingStream<O, I> implements Stream<O, I> {
    private final Stream<O, I> truth;

    public ForwardingStream(Stream<O, I> truth) {
        this.truth = truth;
    }

    @Override
    public void send(O message) throws IOException, InterruptedException {
        truth.send(message);
    }

    @Override
    public Optional<I> receive() throws IOException, RefusedException, InterruptedException {
        return truth.receive();
    }

    @Override
    public Optional<I> receive(Duration atMost)
            throws IOException, RefusedException, InterruptedException {
        return truth.receive(atMost);
    }

    @Override
    public void finish() {
        truth.finish();
    }

    @Override
    public void close() {
        truth.close();
    }
}
