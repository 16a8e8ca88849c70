package io.penumbra.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.CallFailedException.Kind;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Network.Probe;
import io.penumbra.core.port.Network.Stream;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link Network} must do. */
public abstract class NetworkContract extends NetworkCalls {
    private static final int LENT_BYTES = 700_001;
    private static final int LENT_MESSAGES = 3;

    @Test
    void whereNobodyListensTheCallIsRefused() throws Exception {
        run(world -> {
            try (var network = world.connect()) {
                var listener = network.listen(ANYWHERE, List.of());
                var address = listener.address();
                assertThat(network.probe(address, PATIENCE)).isEqualTo(Probe.OPEN);
                listener.close();
                assertThat(network.probe(address, PATIENCE)).isEqualTo(Probe.REFUSED);
                var peer = network.peer(address);
                assertFails(Kind.REFUSED, () -> peer.call(ASK, "x", PATIENCE));
            }
        });
    }

    @Test
    void aPeerConnectsAgainAfterItsServerReturned() throws Exception {
        run(world -> {
            try (var server = world.connect();
                    var client = world.connect()) {
                var listener = server.listen(ANYWHERE, asked(_ -> "first"));
                var peer = client.peer(listener.address());
                assertThat(peer.call(ASK, "x", PATIENCE)).isEqualTo("first");
                listener.close();
                assertThatThrownBy(() -> peer.call(ASK, "x", PATIENCE))
                        .isInstanceOf(CallFailedException.class);
                server.listen(listener.address(), asked(_ -> "second"));
                assertThat(callUntilAnswered(world, peer)).isEqualTo("second");
            }
        });
    }

    private static String callUntilAnswered(World world, Network.Peer peer) throws Exception {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            try {
                return peer.call(ASK, "x", PATIENCE);
            } catch (CallFailedException e) {
                world.clock().sleep(SHORT);
            }
        }
        throw new AssertionError("never connected again");
    }

    @Test
    void anAddressInUseCannotBeListenedOn() throws Exception {
        serve(
                List.of(),
                (world, listener, _) -> {
                    try (var other = world.connect()) {
                        assertThatThrownBy(() -> other.listen(listener.address(), List.of()))
                                .isInstanceOf(IOException.class);
                    }
                });
    }

    @Test
    void messagesOfAStreamArriveInOrderInBothDirections() throws Exception {
        serve(
                chatted(NetworkContract::echo),
                (world, _, peer) -> {
                    try (var stream = peer.open(CHAT)) {
                        var received =
                                inParallel(
                                        world,
                                        () -> {
                                            var all = new ArrayList<String>();
                                            var next = stream.receive(PATIENCE);
                                            while (next.isPresent()) {
                                                all.add(next.get());
                                                next = stream.receive();
                                            }
                                            return all;
                                        });
                        var sent = new ArrayList<String>();
                        for (int i = 0; i < 200; i++) {
                            sent.add("message " + i);
                            stream.send(sent.get(i));
                        }
                        stream.finish();
                        assertThat(world.clock().await(received, PATIENCE)).isEqualTo(sent);
                    }
                });
    }

    @Test
    void whatIsSentAndWhatIsLentStaysAsItIsWhileItIsInUse() throws Exception {
        Network.StreamHandler<Loan, byte[]> echoing =
                stream -> {
                    var held = new ArrayList<Loan>();
                    for (var next = stream.receive(); next.isPresent(); next = stream.receive()) {
                        held.add(next.get());
                    }
                    // Everything has arrived, into memory of its own, when it is looked at.
                    for (var loan : held) {
                        stream.send(loan.bytes());
                        loan.received().giveBack();
                    }
                };
        serve(
                List.of(new Network.Served.Streamed<>(LEND, echoing)),
                (_, _, peer) -> {
                    try (var stream = peer.open(LEND)) {
                        var message = new byte[LENT_BYTES];
                        for (byte number = 0; number < LENT_MESSAGES; number++) {
                            Arrays.fill(message, number);
                            stream.send(new Loan(ByteBuffer.wrap(message)));
                        }
                        Arrays.fill(message, (byte) -1); // the sender's again
                        stream.finish();
                        for (byte number = 0; number < LENT_MESSAGES; number++) {
                            Arrays.fill(message, number);
                            assertThat(stream.receive(PATIENCE)).hasValue(message);
                        }
                        assertThat(stream.receive(PATIENCE)).isEmpty();
                    }
                });
    }

    private static void echo(Stream<String, String> stream) throws Exception {
        for (var next = stream.receive(); next.isPresent(); next = stream.receive()) {
            stream.send(next.get());
        }
    }

    @Test
    void whoHasFinishedSendingStillReceives() throws Exception {
        serve(
                chatted(stream -> {
                    int count = 0;
                    while (stream.receive().isPresent()) {
                        count++;
                    }
                    stream.send("got " + count);
                    stream.send("bye");
                }),
                (_, _, peer) -> {
                    try (var stream = peer.open(CHAT)) {
                        stream.send("one");
                        stream.send("two");
                        stream.finish();
                        assertThat(stream.receive(PATIENCE)).hasValue("got 2");
                        assertThat(stream.receive(PATIENCE)).hasValue("bye");
                        assertThat(stream.receive(PATIENCE)).isEmpty();
                        assertThat(stream.receive(PATIENCE)).isEmpty();
                    }
                });
    }

    /** Hazard 78: what a slow receiver has not taken is not piled up by the sender. */
    @Test
    void sendingWaitsForASlowReceiver() throws Exception {
        var gate = new CompletableFuture<String>();
        run(world -> {
            try (var server = world.connect();
                    var client = world.connect()) {
                var listener =
                        server.listen(
                                ANYWHERE,
                                chatted(stream -> {
                                    slow(world, gate);
                                    echo(stream);
                                }));
                try (var stream = client.peer(listener.address()).open(CHAT)) {
                    sendAheadOfTheReceiver(world, gate, stream);
                }
            }
        });
    }

    private static void sendAheadOfTheReceiver(
            World world, CompletableFuture<String> gate, Stream<String, String> stream)
            throws Exception {
        int all = 400;
        var big = "x".repeat(256 << 10);
        var sent = new AtomicInteger();
        var sender =
                inParallel(
                        world,
                        () -> {
                            for (int i = 0; i < all; i++) {
                                stream.send(big);
                                sent.incrementAndGet();
                            }
                            stream.finish();
                            return "done";
                        });
        int before = -1;
        while (sent.get() != before) {
            before = sent.get();
            world.clock().sleep(SHORT.multipliedBy(4));
        }
        assertThat(sent.get()).isLessThan(all / 2);
        gate.complete("go");
        for (int i = 0; i < all; i++) {
            assertThat(stream.receive(PATIENCE).map(String::length)).hasValue(big.length());
        }
        assertThat(world.clock().await(sender, PATIENCE)).isEqualTo("done");
    }

    @Test
    void receivingEndsAtItsDeadlineAndTheStreamGoesOn() throws Exception {
        serve(
                chatted(NetworkContract::echo),
                (_, _, peer) -> {
                    try (var stream = peer.open(CHAT)) {
                        for (int i = 0; i < 3; i++) {
                            assertFails(Kind.DEADLINE, () -> stream.receive(SHORT));
                            stream.send("still here");
                            assertThat(stream.receive(PATIENCE)).hasValue("still here");
                        }
                    }
                });
    }

    @Test
    void aRefusalComesBehindTheMessagesBeforeIt() throws Exception {
        serve(
                chatted(stream -> {
                    stream.send("one");
                    stream.send("two");
                    throw new RefusedException(RefusalCode.STALE_CHUNK, "c", "sealed");
                }),
                (_, _, peer) -> {
                    try (var stream = peer.open(CHAT)) {
                        assertThat(stream.receive(PATIENCE)).hasValue("one");
                        assertThat(stream.receive(PATIENCE)).hasValue("two");
                        assertThatThrownBy(() -> stream.receive(PATIENCE))
                                .isInstanceOfSatisfying(
                                        RefusedException.class,
                                        e ->
                                                assertThat(e.code())
                                                        .isEqualTo(RefusalCode.STALE_CHUNK));
                    }
                });
    }

    @Test
    void sendingToAHandlerThatHasReturnedFailsInsteadOfWaiting() throws Exception {
        serve(
                chatted(stream -> stream.send("bye")),
                (_, _, peer) -> {
                    try (var stream = peer.open(CHAT)) {
                        assertThatThrownBy(
                                        () -> {
                                            while (true) {
                                                stream.send("anyone there?");
                                            }
                                        })
                                .isInstanceOf(CallFailedException.class);
                        assertThat(stream.receive(PATIENCE)).hasValue("bye");
                        assertThat(stream.receive(PATIENCE)).isEmpty();
                    }
                });
    }

    @Test
    void closingAStreamEndsItOnBothSides() throws Exception {
        var seen = new CompletableFuture<Kind>();
        serve(
                chatted(stream -> {
                    try {
                        echo(stream);
                    } catch (CallFailedException e) {
                        seen.complete(e.kind());
                        throw e;
                    }
                }),
                (world, _, peer) -> {
                    var stream = peer.open(CHAT);
                    stream.send("hello");
                    assertThat(stream.receive(PATIENCE)).hasValue("hello");
                    stream.close();
                    stream.close();
                    assertFails(Kind.CLOSED, () -> stream.send("more"));
                    assertFails(Kind.CLOSED, () -> stream.receive(PATIENCE));
                    assertThat(world.clock().await(seen, PATIENCE)).isEqualTo(Kind.BROKEN);
                });
    }

    @Test
    void closingAListenerEndsTheStreamsItServes() throws Exception {
        serve(
                chatted(NetworkContract::echo),
                (_, listener, peer) -> {
                    try (var stream = peer.open(CHAT)) {
                        stream.send("hello");
                        assertThat(stream.receive(PATIENCE)).hasValue("hello");
                        listener.close();
                        assertFails(Kind.BROKEN, () -> stream.receive(PATIENCE));
                    }
                });
    }

    @Test
    void waitingOnAStreamCanBeInterrupted() throws Exception {
        serve(
                chatted(NetworkContract::echo),
                (world, _, peer) -> {
                    try (var stream = peer.open(CHAT)) {
                        var outcome = new CompletableFuture<String>();
                        var thread =
                                world.threads()
                                        .virtual(
                                                "receiver",
                                                () -> outcome.complete(receiveInterrupted(stream)));
                        thread.interrupt();
                        assertThat(world.clock().await(outcome, PATIENCE)).isEqualTo("interrupted");
                    }
                });
    }

    private static String receiveInterrupted(Stream<String, String> stream) {
        try {
            return "received " + stream.receive();
        } catch (InterruptedException e) {
            return "interrupted";
        } catch (Exception e) {
            return e.toString();
        }
    }
}
