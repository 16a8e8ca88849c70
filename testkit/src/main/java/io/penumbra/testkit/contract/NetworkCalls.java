package io.penumbra.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.id.RequestId;
import io.penumbra.core.port.CallFailedException.Kind;
import io.penumbra.core.port.Network;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every {@link Network} must do with a question: the first half of the contract. */
public abstract class NetworkCalls extends NetworkTalk {
    @Test
    void aCallIsAnswered() throws Exception {
        serve(
                asked(question -> question + "!"),
                (_, listener, peer) -> {
                    assertThat(listener.address().port()).isPositive();
                    assertThat(peer.address()).isEqualTo(listener.address());
                    assertThat(peer.call(ASK, "hello", PATIENCE)).isEqualTo("hello!");
                    assertThat(peer.call(ASK, "", PATIENCE)).isEqualTo("!");
                });
    }

    @Test
    void manyCallsAtOnceAreEachAnsweredForThemselves() throws Exception {
        serve(
                asked(question -> question),
                (world, _, peer) -> {
                    var answers = new ArrayList<CompletableFuture<String>>();
                    for (int i = 0; i < 300; i++) {
                        var question = "question " + i;
                        answers.add(inParallel(world, () -> peer.call(ASK, question, PATIENCE)));
                    }
                    for (int i = 0; i < 300; i++) {
                        assertThat(world.clock().await(answers.get(i), PATIENCE))
                                .isEqualTo("question " + i);
                    }
                });
    }

    @Test
    void aRefusalArrivesAsItWasThrown() throws Exception {
        serve(
                asked(question -> {
                    throw new RefusedException(RefusalCode.NOT_FOUND, question, "is not there");
                }),
                (_, _, peer) ->
                        assertThatThrownBy(() -> peer.call(ASK, "/ä", PATIENCE))
                                .isInstanceOfSatisfying(
                                        RefusedException.class,
                                        e -> {
                                            assertThat(e.code()).isEqualTo(RefusalCode.NOT_FOUND);
                                            assertThat(e.refusal().subject()).isEqualTo("/ä");
                                            assertThat(e.refusal().reason())
                                                    .isEqualTo("is not there");
                                        }));
    }

    @Test
    void aFailureOfTheHandlerArrivesAsABrokenCall() throws Exception {
        serve(
                asked(_ -> {
                    throw new IOException("the disk is gone");
                }),
                (_, _, peer) -> assertFails(Kind.BROKEN, () -> peer.call(ASK, "x", PATIENCE)));
    }

    @Test
    void theRequestIdTravels() throws Exception {
        serve(
                asked(_ -> RequestId.current().value()),
                (_, _, peer) -> {
                    String seen = new RequestId("r-42").serve(() -> peer.call(ASK, "", PATIENCE));
                    assertThat(seen).isEqualTo("r-42");
                    assertThat(peer.call(ASK, "", PATIENCE)).isEqualTo(RequestId.NONE.value());
                });
    }

    @Test
    void aCallEndsAtItsDeadlineAndTheNextOneIsAnswered() throws Exception {
        var never = new CompletableFuture<String>();
        run(world -> {
            try (var server = world.connect();
                    var client = world.connect()) {
                var listener =
                        server.listen(
                                ANYWHERE,
                                asked(question ->
                                        question.equals("slow") ? slow(world, never) : question));
                var peer = client.peer(listener.address());
                assertFails(Kind.DEADLINE, () -> peer.call(ASK, "slow", SHORT));
                assertThat(peer.call(ASK, "quick", PATIENCE)).isEqualTo("quick");
                never.complete("too late");
            }
        });
    }

    protected static String slow(World world, CompletableFuture<String> gate) throws IOException {
        try {
            return world.clock().await(gate, PATIENCE);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Test
    void whoAsksNeedNotWaitForTheReply() throws Exception {
        var gate = new CompletableFuture<String>();
        run(world -> {
            try (var server = world.connect();
                    var client = world.connect()) {
                var listener =
                        server.listen(
                                ANYWHERE,
                                asked(question ->
                                        question.equals("slow") ? slow(world, gate) : question));
                var peer = client.peer(listener.address());
                var dropped = peer.ask(ASK, "slow");
                dropped.close();
                assertFails(Kind.CLOSED, () -> dropped.receive(PATIENCE));
                try (var slow = peer.ask(ASK, "slow");
                        var quick = peer.ask(ASK, "quick")) {
                    assertThat(quick.receive(PATIENCE)).contains("quick");
                    assertThat(quick.receive(PATIENCE)).isEmpty();
                    assertFails(Kind.DEADLINE, () -> slow.receive(SHORT));
                    gate.complete("at last");
                    assertThat(slow.receive(PATIENCE)).contains("at last");
                    assertThat(slow.receive(PATIENCE)).isEmpty();
                }
            }
        });
    }

    @Test
    void whoAsksHearsOfARefusalWhenHeReceives() throws Exception {
        serve(
                asked(question -> {
                    throw new RefusedException(RefusalCode.NOT_FOUND, question, "is not there");
                }),
                (_, _, peer) -> {
                    try (var reply = peer.ask(ASK, "/ä")) {
                        assertThatThrownBy(() -> reply.receive(PATIENCE))
                                .isInstanceOfSatisfying(
                                        RefusedException.class,
                                        e -> assertThat(e.refusal().subject()).isEqualTo("/ä"));
                    }
                });
    }

    @Test
    void aQuestionMayHaveManyAnswers() throws Exception {
        serve(
                List.of(
                        new Network.Served.Asked<>(
                                CHAT,
                                (question, replies) -> {
                                    for (int i = 0; i < 100; i++) {
                                        replies.send(question + i);
                                    }
                                })),
                (_, _, peer) -> {
                    try (var stream = peer.open(CHAT)) {
                        stream.send("answer ");
                        stream.finish();
                        for (int i = 0; i < 100; i++) {
                            assertThat(stream.receive(PATIENCE)).contains("answer " + i);
                        }
                        assertThat(stream.receive(PATIENCE)).isEmpty();
                    }
                });
    }
}
