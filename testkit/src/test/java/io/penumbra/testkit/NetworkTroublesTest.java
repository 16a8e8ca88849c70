package io.penumbra.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.port.Address;
import io.penumbra.core.port.Codec;
import io.penumbra.core.port.Method;
import io.penumbra.core.port.Network.Peer;
import io.penumbra.core.port.Network.Served;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.testkit.network.FakeNetwork;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.sim.Simulated;
import io.penumbra.testkit.sim.Simulation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The network's model behaves as a network does when things go wrong, and the same each time. */
final class NetworkTroublesTest {
    private static final Method<String, String> ASK =
            new Method<>("test.Troubles/Ask", new Text(), new Text());
    private static final int SERVERS = 24;
    private static final int PORT = 1;

    /** What the links held back once went on in the order of their objects' addresses. */
    @Test
    void whatCutsHeldBackGoesOnInTheSameOrderEveryTime() {
        assertThat(traceOfManyHealing()).isEqualTo(traceOfManyHealing());
    }

    private static long traceOfManyHealing() {
        var simulation = new Simulation(5);
        var network = new FakeNetwork(simulation);
        Simulated.run(simulation.node("client").boot(), process -> askAll(network, process));
        return simulation.traceHash();
    }

    private static void askAll(FakeNetwork network, SimProcess client) throws Exception {
        var simulation = client.simulation();
        var answers = new ArrayList<Thread>();
        for (int i = 0; i < SERVERS; i++) {
            var server = simulation.node("s" + i).boot();
            listen(network, server);
            network.cut(client.node(), server.node());
            var peer = network.of(client).peer(new Address("s" + i, PORT));
            answers.add(client.threads().virtual("ask", () -> ask(peer)));
        }
        client.clock().sleep(Duration.ofSeconds(1));
        network.healAll();
        for (var answer : answers) {
            answer.join();
        }
    }

    /**
     * What was sent while nobody answered yet was once lost, and the connection made all the same.
     */
    @Test
    void whatIsSentToAMachineWithoutPowerArrivesWhenItHasStarted() {
        var simulation = new Simulation(5);
        var network = new FakeNetwork(simulation);
        var server = simulation.node("s");
        server.boot();
        server.cutPower();
        simulation.after(Duration.ofSeconds(3), () -> listen(network, server.boot()));
        Simulated.run(
                simulation.node("client").boot(),
                client -> ask(network.of(client).peer(new Address("s", PORT))));
        assertThat(simulation.nowNanos()).isBetween(3_000_000_000L, 5_000_000_000L);
    }

    private static void listen(FakeNetwork network, SimProcess server) {
        try {
            network.of(server)
                    .listen(
                            new Address(server.node().name(), PORT),
                            List.of(new Served.Single<>(ASK, request -> request)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void ask(Peer peer) {
        try {
            assertThat(peer.call(ASK, "hello", Duration.ofMinutes(1))).isEqualTo("hello");
        } catch (IOException | RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Text implements Codec<String> {
        @Override
        public List<ByteBuffer> encode(String message) {
            return List.of(ByteBuffer.wrap(message.getBytes(UTF_8)));
        }

        @Override
        public String decode(ByteBuffer bytes) {
            return UTF_8.decode(bytes).toString();
        }
    }
}
