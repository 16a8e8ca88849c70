package io.penumbra.zclient.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.ServerId;
import io.penumbra.proto.Member;
import io.penumbra.testkit.sim.Simulated;
import io.penumbra.testkit.sim.Simulation;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CopyOrderTest {
    private static final ChunkId CHUNK = ChunkId.of(new Epoch(1), 1);
    private static final Member A = member("a", "h1", true);
    private static final Member B = member("b", "h2", true);
    private static final Member C = member("c", "h3", true);
    private static final Member GONE = member("d", "h2", false);

    private final Avoided avoided = new Avoided(new Simulation(1).node("client").boot().clock());

    private static Member member(String name, String host, boolean live) {
        return Member.newBuilder().setServer(name).setHost(host).setLive(live).build();
    }

    private CopyOrder order(String host) {
        return new CopyOrder(avoided, host, new Simulation(1).node("client").boot().clock());
    }

    @Test
    void theCopyOnThisHostComesFirst() {
        assertThat(order("h2").of(CHUNK, List.of(A, GONE, B, C)).getFirst()).isEqualTo(B);
    }

    @Test
    void whoeverFailedOrIsGoneComesLast() {
        avoided.add(new ServerId("b"));
        assertThat(order("h2").of(CHUNK, List.of(GONE, B, C, A))).endsWith(B, GONE);
    }

    @Test
    void whoeverHasLessToDoForThisClientComesFirst() {
        var order = order("");
        var first = order.of(CHUNK, List.of(A, B, C)).getFirst();
        try (var asked = order.asks(first)) {
            asked.answered();
            assertThat(order.of(CHUNK, List.of(A, B, C)).getLast()).isEqualTo(first);
        }
        assertThat(order.of(CHUNK, List.of(C, A, B)).getFirst()).isEqualTo(first);
    }

    @Test
    void chunksAreSpreadOverTheirServers() {
        var firsts = new HashSet<Member>();
        for (int i = 0; i < 20; i++) {
            firsts.add(order("").of(CHUNK.plus(i), List.of(A, B, C)).getFirst());
        }
        assertThat(firsts).containsExactlyInAnyOrder(A, B, C);
    }

    @Test
    void whenAllAnswersAreSlowASecondCopyIsAskedLaterAndLater() {
        var process = new Simulation(1).node("reader").boot();
        Simulated.run(
                process,
                _ -> {
                    var order = new CopyOrder(avoided, "", process.clock());
                    var first = order.hedgeAfter();
                    for (int i = 0; i < 100; i++) {
                        try (var asked = order.asks(A)) {
                            process.clock().sleep(first.multipliedBy(2));
                            asked.answered();
                        }
                    }
                    assertThat(order.hedgeAfter()).isGreaterThan(first.multipliedBy(2));
                });
    }
}
