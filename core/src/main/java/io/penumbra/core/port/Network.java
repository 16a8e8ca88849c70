package io.penumbra.core.port;

import io.penumbra.core.id.RequestId;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Calls between processes: single ones, and two-way streams. gRPC is behind it.
 *
 * <p>The caller's {@link RequestId} and proof of the cluster secret travel with every call. A
 * refusal arrives as the {@link RefusedException} that the other side threw; everything else that
 * goes wrong as a {@link CallFailedException}.
 */
public interface Network extends AutoCloseable {
    /** Serves all methods at one address; port 0 takes a free one. */
    Listener listen(Address address, List<Served<?, ?>> methods) throws IOException;

    /** A channel that connects when first used and again after each loss, without waiting. */
    Peer peer(Address address);

    /** One attempt to connect, apart from all channels. */
    Probe probe(Address address, Duration atMost);

    @Override
    void close();

    enum Probe {
        OPEN,
        REFUSED,
        SILENT
    }

    interface Listener extends AutoCloseable {
        Address address();

        /** No call is answered after this returns. */
        @Override
        void close();
    }

    interface Peer {
        Address address();

        <Q, R> R call(Method<Q, R> method, Q request, Duration deadline)
                throws IOException, RefusedException;

        /** The same, and does not wait: the reply is received by whoever wants it, then the end. */
        <Q, R> Receiver<R> ask(Method<Q, R> method, Q request) throws IOException;

        /** The stream lives until both sides finished, one fails, or it is closed. */
        <Q, R> Stream<Q, R> open(Method<Q, R> method) throws IOException;
    }

    sealed interface Served<Q, R> {
        record Single<Q, R>(Method<Q, R> method, SingleHandler<Q, R> handler)
                implements Served<Q, R> {}

        record Asked<Q, R>(Method<Q, R> method, AskHandler<Q, R> handler) implements Served<Q, R> {}

        record Streamed<Q, R>(Method<Q, R> method, StreamHandler<Q, R> handler)
                implements Served<Q, R> {}
    }

    /** Runs on a virtual thread of its own for each call. */
    interface SingleHandler<Q, R> {
        R handle(Q request) throws IOException, RefusedException, InterruptedException;
    }

    /** Answers a request with any number of replies; the same, and its return ends them. */
    interface AskHandler<Q, R> {
        void handle(Q request, Sender<R> replies)
                throws IOException, RefusedException, InterruptedException;
    }

    /** Runs on a virtual thread of its own; its return finishes the stream. */
    interface StreamHandler<Q, R> {
        void handle(Stream<R, Q> stream) throws IOException, RefusedException, InterruptedException;
    }

    interface Sender<O> {
        /** Blocks while the other side is slow; at most a few messages are under way. */
        void send(O message) throws IOException, InterruptedException;
    }

    interface Receiver<I> extends AutoCloseable {
        /** The next message; empty when the other side has finished. */
        Optional<I> receive() throws IOException, RefusedException, InterruptedException;

        /**
         * The next message; fails with {@link CallFailedException.Kind#DEADLINE} when none comes in
         * time, after which the stream can go on being used.
         */
        Optional<I> receive(Duration atMost)
                throws IOException, RefusedException, InterruptedException;

        /** Ends both directions at once, unless both have finished. */
        @Override
        void close();
    }

    /** One side of a two-way stream. One thread may send while another receives. */
    interface Stream<O, I> extends Sender<O>, Receiver<I> {
        /** Nothing more will be sent. */
        void finish();
    }
}
