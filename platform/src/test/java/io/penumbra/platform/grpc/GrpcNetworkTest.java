package io.penumbra.platform.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.id.RequestId;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.CallFailedException.Kind;
import io.penumbra.core.port.Codec;
import io.penumbra.core.port.Method;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Network.Probe;
import io.penumbra.core.port.Network.Served;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.secret.ClusterSecret;
import io.penumbra.platform.time.SystemThreads;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only the real network has: sockets, windows, proofs and faults. */
final class GrpcNetworkTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Address ANY_PORT = new Address("127.0.0.1", 0);
    private static final Method<byte[], byte[]> ECHO =
            new Method<>("test.Service/Echo", new Bytes(), new Bytes());
    private static final Method<byte[], byte[]> STREAM =
            new Method<>("test.Service/Stream", new Bytes(), new Bytes());

    private final LinkedBlockingQueue<Integer> endings = new LinkedBlockingQueue<>();
    private final SystemThreads threads = new SystemThreads(new FaultHandler(endings::add));
    private final Network network = new GrpcNetwork(threads, Optional.empty());

    /** Raw bytes. */
    private static final class Bytes implements Codec<byte[]> {
        @Override
        public List<ByteBuffer> encode(byte[] message) {
            return List.of(ByteBuffer.wrap(message));
        }

        @Override
        public byte[] decode(ByteBuffer bytes) {
            var content = new byte[bytes.remaining()];
            bytes.get(content);
            return content;
        }
    }

    @AfterEach
    void close() {
        network.close();
        assertThat(endings).isEmpty();
    }

    @Test
    void aPeerThatComesBackIsFoundByTheNextCall() throws Exception {
        var listener = network.listen(ANY_PORT, List.of(new Served.Single<>(ECHO, q -> q)));
        var peer = network.peer(listener.address());
        assertThat(peer.call(ECHO, bytes("1"), LONG)).isEqualTo(bytes("1"));
        listener.close();
        while (failureOf(peer) != Kind.REFUSED) {
            Thread.onSpinWait();
        }
        // gRPC alone would fail calls for a second of back-off here.
        network.listen(listener.address(), List.of(new Served.Single<>(ECHO, q -> q)));
        assertThat(peer.call(ECHO, bytes("3"), LONG)).isEqualTo(bytes("3"));
    }

    /** Hazard 43: nobody answers on an open connection. */
    @Test
    void aCallIntoSilenceEndsAtItsDeadline() throws Exception {
        try (var silent = new ServerSocket(0)) {
            var address = new Address("127.0.0.1", silent.getLocalPort());
            assertThatThrownBy(() ->
                            network.peer(address).call(ECHO, bytes("?"), Duration.ofMillis(50)))
                    .isInstanceOfSatisfying(
                            CallFailedException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.DEADLINE));
        }
    }

    /** Hazard 78: what a slow receiver has not taken is bounded by the window, not by memory. */
    @Test
    void aSlowReceiverHoldsTheSenderBack() throws Exception {
        var gate = new CountDownLatch(1);
        var received = new AtomicInteger();
        var listener =
                network.listen(
                        ANY_PORT,
                        List.of(
                                new Served.Streamed<>(
                                        STREAM,
                                        stream -> {
                                            gate.await();
                                            while (stream.receive().isPresent()) {
                                                received.incrementAndGet();
                                            }
                                        })));
        var sent = new AtomicInteger();
        try (var stream = network.peer(listener.address()).open(STREAM)) {
            var sender =
                    threads.virtual(
                            "sender",
                            () -> {
                                for (int i = 0; i < 64; i++) {
                                    send(stream, new byte[1 << 20]);
                                    sent.incrementAndGet();
                                }
                                stream.finish();
                            });
            while (sender.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            Thread.sleep(200);
            assertThat(sent).hasValueLessThan(16);
            gate.countDown();
            assertThat(stream.receive()).isEmpty();
        }
        assertThat(received).hasValue(64);
    }

    /** Hazard 46: a stream that nobody reads does not keep the others from moving. */
    @Test
    void aBlockedStreamDoesNotBlockItsNeighbours() throws Exception {
        var gate = new CountDownLatch(1);
        var listener =
                network.listen(
                        ANY_PORT,
                        List.of(
                                new Served.Single<>(ECHO, q -> q),
                                new Served.Streamed<>(STREAM, stream -> gate.await())));
        var peer = network.peer(listener.address());
        var blocked = peer.open(STREAM);
        var sender = threads.virtual("sender", () -> sendUntilClosed(blocked, new byte[1 << 20]));
        while (sender.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(peer.call(ECHO, new byte[1 << 20], LONG)).hasSize(1 << 20);
        blocked.close();
        sender.join();
        gate.countDown();
    }

    @Test
    void theCallersRequestIdIsBoundAroundTheHandler() throws Exception {
        var listener =
                network.listen(
                        ANY_PORT,
                        List.of(
                                new Served.Single<>(
                                        ECHO, _ -> bytes(RequestId.current().value()))));
        var peer = network.peer(listener.address());
        assertThat(new RequestId("größe 7").serve(() -> peer.call(ECHO, bytes(""), LONG)))
                .isEqualTo(bytes("größe 7"));
        assertThat(peer.call(ECHO, bytes(""), LONG)).isEqualTo(bytes("-"));
    }

    @Test
    void whoDoesNotKnowTheSecretIsRefused() throws Exception {
        try (var guarded = new GrpcNetwork(threads, Optional.of(new ClusterSecret("right")));
                var wrong = new GrpcNetwork(threads, Optional.of(new ClusterSecret("wrong")))) {
            var listener =
                    guarded.listen(
                            ANY_PORT,
                            List.of(
                                    new Served.Single<>(ECHO, q -> q),
                                    new Served.Streamed<>(STREAM, _ -> {})));
            var address = listener.address();
            assertThat(guarded.peer(address).call(ECHO, bytes("in"), LONG)).isEqualTo(bytes("in"));
            for (var stranger : List.of(wrong, network)) {
                assertUnauthenticated(() -> stranger.peer(address).call(ECHO, bytes("?"), LONG));
                assertUnauthenticated(() -> stranger.peer(address).open(STREAM).receive());
            }
        }
    }

    @Test
    void theLongestRefusalArrivesWhole() throws Exception {
        var path = "/" + "ä".repeat(2_047);
        var listener =
                network.listen(
                        ANY_PORT,
                        List.of(
                                new Served.Single<>(
                                        ECHO,
                                        _ -> {
                                            throw new RefusedException(
                                                    RefusalCode.NOT_FOUND, path, "no " + path);
                                        })));
        assertThatThrownBy(() -> network.peer(listener.address()).call(ECHO, bytes(""), LONG))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(RefusalCode.NOT_FOUND);
                            assertThat(e.refusal().subject()).isEqualTo(path);
                            assertThat(e.refusal().reason()).isEqualTo("no " + path);
                        });
    }

    /**
     * Hazard 76: a handler that fails otherwise than by refusing or the world's failing is ours.
     */
    @Test
    void aFaultInAHandlerEndsTheProcess() throws Exception {
        var listener =
                network.listen(
                        ANY_PORT,
                        List.of(
                                new Served.Single<byte[], byte[]>(
                                        ECHO,
                                        _ -> {
                                            throw new IllegalStateException("ours");
                                        })));
        assertThatThrownBy(() -> network.peer(listener.address()).call(ECHO, bytes(""), LONG))
                .isInstanceOf(CallFailedException.class);
        assertThat(endings.take()).isEqualTo(70);
    }

    @Test
    void aProbeTellsAListenerFromNobody() throws Exception {
        var listener = network.listen(ANY_PORT, List.of());
        assertThat(network.probe(listener.address(), LONG)).isEqualTo(Probe.OPEN);
        listener.close();
        assertThat(network.probe(listener.address(), LONG)).isEqualTo(Probe.REFUSED);
    }

    @Test
    void closingTheListenerBreaksItsStreams() throws Exception {
        var entered = new CompletableFuture<Void>();
        var listener =
                network.listen(
                        ANY_PORT,
                        List.of(
                                new Served.Streamed<>(
                                        STREAM,
                                        stream -> {
                                            entered.complete(null);
                                            stream.receive();
                                        })));
        try (var stream = network.peer(listener.address()).open(STREAM)) {
            entered.get();
            listener.close();
            assertThatThrownBy(stream::receive)
                    .isInstanceOfSatisfying(
                            CallFailedException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.BROKEN));
        }
    }

    private static Kind failureOf(Network.Peer peer) throws Exception {
        try {
            throw new AssertionError("answered: " + peer.call(ECHO, bytes("?"), LONG).length);
        } catch (CallFailedException e) {
            return e.kind();
        }
    }

    private static void assertUnauthenticated(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.code()).isEqualTo(RefusalCode.UNAUTHENTICATED));
    }

    private static void send(Network.Stream<byte[], byte[]> stream, byte[] message) {
        try {
            stream.send(message);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns when the stream is closed under it. */
    private static void sendUntilClosed(Network.Stream<byte[], byte[]> stream, byte[] message) {
        try {
            while (true) {
                stream.send(message);
            }
        } catch (CallFailedException e) {
            assertThat(e.kind()).isEqualTo(Kind.CLOSED);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
