package io.penumbra.master.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.Medium;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;
import io.penumbra.master.placement.Placement;
import io.penumbra.master.placement.Server;
import io.penumbra.master.placement.Servers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class BalanceTest {
    private static final Epoch EPOCH = new Epoch(1);
    private static final int ROOM = 1_000_000;

    private final Map<ChunkId, List<ServerId>> chunks = new TreeMap<>();
    private final Map<ChunkId, Integer> lengths = new HashMap<>();
    private final List<ServerId> ids = new ArrayList<>();
    private final Map<ServerId, String> hosts = new HashMap<>();

    private ServerId server(String host) {
        var id = new ServerId("cs-" + ids.size());
        ids.add(id);
        hosts.put(id, host);
        return id;
    }

    private void chunk(int length, ServerId... members) {
        var id = ChunkId.of(EPOCH, chunks.size() + 1);
        chunks.put(id, List.of(members));
        lengths.put(id, length);
    }

    private int length(ChunkId chunk) {
        return Objects.requireNonNull(lengths.get(chunk));
    }

    private Map<ServerId, Long> bytes() {
        var bytes = new HashMap<ServerId, Long>();
        chunks.forEach((id, members) ->
                members.forEach(it -> bytes.merge(it, (long) length(id), Long::sum)));
        return bytes;
    }

    private Servers servers() {
        var bytes = bytes();
        return new Servers(
                ids.stream()
                        .map(id ->
                                new Server(
                                        id,
                                        new Address(id.value(), 7100),
                                        Objects.requireNonNull(hosts.get(id)),
                                        "",
                                        new Server.Load(
                                                2L * ROOM, ROOM - bytes.getOrDefault(id, 0L), 0),
                                        true))
                        .toList());
    }

    private Fills fills() {
        return new Fills(servers().all(), bytes());
    }

    /** Moves what should be moved, as often as something should. */
    private int settle(double spread) {
        int moved = 0;
        while (true) {
            var balance = new Balance(servers(), fills(), spread);
            chunks.forEach((id, members) ->
                    balance.consider(id, SealedChunk.of(1, length(id), members), Medium.ANY));
            if (balance.moves().isEmpty()) {
                return moved;
            }
            for (var move : balance.moves()) {
                var before = Objects.requireNonNull(chunks.get(move.chunk()));
                var after = move.after(before);
                assertThat(after).doesNotHaveDuplicates().hasSameSizeAs(before);
                assertThat(Placement.distance(servers(), after))
                        .isGreaterThanOrEqualTo(Placement.distance(servers(), before));
                chunks.put(move.chunk(), after);
            }
            moved += balance.moves().size();
        }
    }

    @Test
    void anEmptyServerGetsItsShareOfTheCopies() {
        var first = server("h1");
        var second = server("h2");
        var third = server("h3");
        for (int i = 0; i < 100; i++) {
            chunk(6_000, first, second, third);
        }
        var fourth = server("h4");
        settle(0.02);
        assertThat(fills().unevenness()).isLessThanOrEqualTo(0.02);
        assertThat(bytes().get(fourth)).isBetween(430_000L, 470_000L);
    }

    @Test
    void whatIsEvenEnoughStaysWhereItIs() {
        var first = server("h1");
        chunk(19_000, first);
        server("h2");
        assertThat(settle(0.02)).isZero();
    }

    @Test
    void aCopyDoesNotMoveOnlyToMoveBack() {
        var first = server("h1");
        chunk(500_000, first);
        server("h2");
        assertThat(settle(0.02)).isZero();
    }

    @Test
    void copiesOfAChunkDoNotComeCloserToEachOther() {
        var first = server("h1");
        var second = server("h2");
        for (int i = 0; i < 50; i++) {
            chunk(6_000, first, second);
        }
        var besideTheSecond = server("h2");
        settle(0.02);
        assertThat(bytes().get(first)).isEqualTo(300_000);
        assertThat(bytes().get(besideTheSecond)).isBetween(140_000L, 160_000L);
    }

    @Test
    void whateverIsThereBecomesAsEvenAsItCanAndThenRests() {
        for (int seed = 0; seed < 200; seed++) {
            chunks.clear();
            ids.clear();
            var random = new Random(seed);
            int count = 3 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                server("h" + random.nextInt(count));
            }
            for (int i = 0; i < 150; i++) {
                var some = new ArrayList<>(ids.subList(0, 1 + random.nextInt(count)));
                Collections.shuffle(some, random);
                chunk(100 + random.nextInt(900), some.stream().limit(3).toArray(ServerId[]::new));
            }
            double before = fills().unevenness();
            settle(0.01);
            assertThat(fills().unevenness()).isLessThanOrEqualTo(before + 1e-9);
        }
    }
}
