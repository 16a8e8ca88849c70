package io.penumbra.testkit.network;

import io.penumbra.core.Invariant;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.CallFailedException.Kind;
import io.penumbra.core.port.Codec;
import io.penumbra.core.port.Network.Stream;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.testkit.sim.Event;
import io.penumbra.testkit.sim.Waiter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One side of a stream. What arrives, arrives in order and as bytes. */
final class Endpoint<O, I> implements Stream<O, I> {
    /** Messages that one side may send ahead of what the other has taken. */
    private static final int WINDOW = 4;

    private sealed interface Arrival {
        record Message(ByteBuffer bytes) implements Arrival {}

        /** The other side sends no more. */
        record End() implements Arrival {}

        record Refused(Refusal refusal) implements Arrival {}

        record Failed(Kind kind, String why) implements Arrival {}
    }

    private final Connection connection;
    private final Connection.Side side;
    private final Codec<O> outward;
    private final Codec<I> inward;
    private final ArrayDeque<Arrival> inbox = new ArrayDeque<>();
    private @Nullable Endpoint<I, O> other;
    private @Nullable Waiter receiver;
    private @Nullable Waiter sender;

    /** Sent and not yet taken. */
    private int ahead;

    private boolean finished;
    private boolean over;

    Endpoint(Connection connection, Connection.Side side, Codec<O> outward, Codec<I> inward) {
        this.connection = connection;
        this.side = side;
        this.outward = outward;
        this.inward = inward;
        connection.opened(side, this);
    }

    /** Made when the call arrives, by the server's side. */
    void pairWith(Endpoint<I, O> peer) {
        other = peer;
        peer.other = this;
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void send(O message) throws IOException, InterruptedException {
        Invariant.check(!finished, "sent after finish");
        while (!over && ahead >= WINDOW) {
            sender = new Waiter();
            sender.park();
        }
        if (over) {
            throw ending();
        }
        var bytes = join(outward.encode(message));
        ahead++;
        connection.send(side, bytes.remaining(), () -> deliver(new Arrival.Message(bytes)));
    }

    private CallFailedException ending() {
        return inbox.peekLast() instanceof Arrival.Failed(var kind, var why)
                ? new CallFailedException(kind, why)
                : new CallFailedException(Kind.BROKEN, "the other side has ended the call");
    }

    private static ByteBuffer join(List<ByteBuffer> buffers) {
        int sum = 0;
        for (var buffer : buffers) {
            sum += buffer.remaining();
        }
        var joined = ByteBuffer.allocate(sum);
        buffers.forEach(buffer -> joined.put(buffer.duplicate()));
        return joined.flip();
    }

    /** Runs where it arrives: at the other side. */
    private void deliver(Arrival arrival) {
        if (other != null) {
            other.arrive(arrival);
        }
    }

    private void arrive(Arrival arrival) {
        if (over) {
            return;
        }
        inbox.add(arrival);
        switch (arrival) {
            case Arrival.Message _ -> {}
            case Arrival.End _ -> endIfBothFinished();
            case Arrival.Refused _, Arrival.Failed _ -> end();
        }
        wakeReceiver();
    }

    /** A server that has finished has returned: the call is over, whatever is still sent to it. */
    private void endIfBothFinished() {
        if (finished || side == connection.clientSide()) {
            end();
        }
    }

    private void end() {
        over = true;
        connection.closed(side, this);
        if (sender != null) {
            sender.wake();
        }
    }

    private void wakeReceiver() {
        if (receiver != null) {
            receiver.wake();
        }
    }

    @Override
    public Optional<I> receive() throws IOException, RefusedException, InterruptedException {
        while (inbox.isEmpty()) {
            receiver = new Waiter();
            receiver.park();
        }
        return take();
    }

    @Override
    public Optional<I> receive(Duration atMost)
            throws IOException, RefusedException, InterruptedException {
        if (inbox.isEmpty()) {
            awaitArrival(atMost);
        }
        if (inbox.isEmpty()) {
            throw new CallFailedException(Kind.DEADLINE, "nothing arrived within " + atMost);
        }
        return take();
    }

    private void awaitArrival(Duration atMost) throws InterruptedException {
        var waiter = new Waiter();
        receiver = waiter;
        Event alarm = connection.alarm(side, atMost, waiter::wake);
        try {
            waiter.park();
        } finally {
            alarm.cancel();
        }
    }

    /** Messages are taken out; how the stream ended stays, for whoever asks again. */
    private Optional<I> take() throws IOException, RefusedException {
        return switch (Invariant.present(inbox.peekFirst(), "checked before")) {
            case Arrival.Message(var bytes) -> {
                inbox.removeFirst();
                grantRoom();
                yield Optional.of(inward.receive(new Arrived(bytes)));
            }
            case Arrival.End _ -> Optional.empty();
            case Arrival.Refused(var refusal) -> throw refusal.asException();
            case Arrival.Failed(var kind, var why) -> throw new CallFailedException(kind, why);
        };
    }

    private void grantRoom() {
        var peer = other;
        if (peer != null && !over) {
            connection.send(side, 0, peer::roomGranted);
        }
    }

    private void roomGranted() {
        ahead--;
        if (sender != null) {
            sender.wake();
        }
    }

    @Override
    public void finish() {
        if (!finished && !over) {
            finished = true;
            connection.send(side, 0, () -> deliver(new Arrival.End()));
            if (inbox.peekLast() instanceof Arrival.End) {
                end();
            }
        }
    }

    @Override
    public void close() {
        if (!over) {
            inbox.clear();
            fail(new CallFailedException(Kind.CLOSED, "closed here"));
            connection.send(
                    side,
                    0,
                    () -> deliver(new Arrival.Failed(Kind.BROKEN, "the other side closed")));
        }
    }

    /** The handler returned. */
    void complete() {
        finish();
        end();
        endReceiver();
    }

    void refuse(Refusal refusal) {
        last(new Arrival.Refused(refusal));
    }

    void abort(String why) {
        last(new Arrival.Failed(Kind.BROKEN, why));
    }

    private void last(Arrival arrival) {
        if (!over) {
            finished = true;
            connection.send(side, 0, () -> deliver(arrival));
            end();
            endReceiver();
        }
    }

    /** Another thread of the handler's process may still receive. */
    private void endReceiver() {
        inbox.add(new Arrival.Failed(Kind.CLOSED, "the handler has returned"));
        wakeReceiver();
    }

    /** This side learns that the connection or the stream is over. */
    void fail(CallFailedException why) {
        if (!over) {
            inbox.add(new Arrival.Failed(why.kind(), Invariant.present(why.getMessage(), "said")));
            end();
            wakeReceiver();
        }
    }
}
