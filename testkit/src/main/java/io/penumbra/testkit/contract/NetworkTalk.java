package io.penumbra.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.Invariant;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.CallFailedException.Kind;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Codec;
import io.penumbra.core.port.Method;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Network.Served;
import io.penumbra.core.port.Network.Stream;
import io.penumbra.core.port.Received;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** What the tests of a {@link Network} are made of: one service, asked or chatted with. */
public abstract class NetworkTalk {
    protected static final Address ANYWHERE = new Address("127.0.0.1", 0);
    protected static final Duration PATIENCE = Duration.ofMinutes(1);
    protected static final Duration SHORT = Duration.ofMillis(50);

    protected static final Codec<String> TEXT =
            new Codec<>() {
                @Override
                public List<ByteBuffer> encode(String message) {
                    var bytes = message.getBytes(UTF_8);
                    int half = bytes.length / 2;
                    return List.of(
                            ByteBuffer.wrap(bytes, 0, half),
                            ByteBuffer.wrap(bytes, half, bytes.length - half));
                }

                @Override
                public String decode(ByteBuffer bytes) {
                    return UTF_8.decode(bytes).toString();
                }
            };

    /** A message used where the network has it, or one to be sent. */
    protected static final class Loan {
        private final @Nullable Received received;
        private final List<ByteBuffer> pieces;

        Loan(ByteBuffer bytes) {
            received = null;
            pieces = List.of(bytes);
        }

        private Loan(Received received) throws IOException {
            this.received = received;
            pieces = received.lent();
        }

        Received received() {
            return Invariant.present(received, "one that was received");
        }

        byte[] bytes() {
            var all = new ByteArrayOutputStream();
            for (var piece : pieces) {
                var copy = new byte[piece.remaining()];
                piece.duplicate().get(copy);
                all.writeBytes(copy);
            }
            return all.toByteArray();
        }
    }

    private static final Codec<Loan> LENT =
            new Codec<>() {
                @Override
                public List<ByteBuffer> encode(Loan message) {
                    return message.pieces;
                }

                @Override
                public Loan decode(ByteBuffer bytes) {
                    return new Loan(bytes);
                }

                @Override
                public Loan receive(Received message) throws IOException {
                    return new Loan(message);
                }
            };

    private static final Codec<byte[]> OWNED =
            new Codec<>() {
                @Override
                public List<ByteBuffer> encode(byte[] message) {
                    return List.of(ByteBuffer.wrap(message));
                }

                @Override
                public byte[] decode(ByteBuffer bytes) {
                    var copy = new byte[bytes.remaining()];
                    bytes.get(copy);
                    return copy;
                }
            };

    protected static final Method<Loan, byte[]> LEND = new Method<>("test.Talk/Lend", LENT, OWNED);
    protected static final Method<String, String> ASK = new Method<>("test.Talk/Ask", TEXT, TEXT);
    protected static final Method<String, String> CHAT = new Method<>("test.Talk/Chat", TEXT, TEXT);

    /** What a test's body is given. */
    protected interface World {
        /** A network handle of its own. */
        Network connect() throws Exception;

        Clock clock();

        Threads threads();
    }

    /** A test's body. */
    @FunctionalInterface
    protected interface Body {
        void run(World world) throws Exception;
    }

    /** Runs the body on a thread that may wait for the world's clock. */
    protected abstract void run(Body body) throws Exception;

    @FunctionalInterface
    protected interface Talk {
        void run(World world, Network.Listener listener, Network.Peer peer) throws Exception;
    }

    protected final void serve(List<Served<?, ?>> methods, Talk talk) throws Exception {
        run(world -> {
            try (var server = world.connect();
                    var client = world.connect()) {
                var listener = server.listen(ANYWHERE, methods);
                talk.run(world, listener, client.peer(listener.address()));
            }
        });
    }

    @FunctionalInterface
    protected interface Answer {
        String to(String question) throws IOException, RefusedException, InterruptedException;
    }

    @FunctionalInterface
    protected interface Chat {
        void with(Stream<String, String> stream) throws Exception;
    }

    protected static List<Served<?, ?>> asked(Answer answer) {
        return List.of(new Served.Single<>(ASK, answer::to));
    }

    protected static List<Served<?, ?>> chatted(Chat chat) {
        return List.of(
                new Served.Streamed<>(
                        CHAT,
                        stream -> {
                            try {
                                chat.with(stream);
                            } catch (IOException | RefusedException | InterruptedException e) {
                                throw e;
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        }));
    }

    @FunctionalInterface
    protected interface Work<T> {
        T run() throws Exception;
    }

    protected static <T> CompletableFuture<T> inParallel(World world, Work<T> work) {
        var result = new CompletableFuture<T>();
        world.threads()
                .virtual(
                        "parallel",
                        () -> {
                            try {
                                result.complete(work.run());
                            } catch (Exception e) {
                                result.completeExceptionally(e);
                            }
                        });
        return result;
    }

    protected static void assertFails(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CallFailedException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
