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

    /** Nothing moves for the sake of evenness. */
    private static final double UNEVEN = 0.999;

    private final Map<ChunkId, List<ServerId>> chunks = new TreeMap<>();
    private final Map<ChunkId, Integer> lengths = new HashMap<>();
    private final List<ServerId> ids = new ArrayList<>();
    private final Map<ServerId, String> hosts = new HashMap<>();
    private final Map<ServerId, String> racks = new HashMap<>();
    private final Map<ServerId, Medium> media = new HashMap<>();

    private ServerId server(String host) {
        return server(host, "");
    }

    private ServerId server(String host, String rack) {
        var id = new ServerId("cs-" + ids.size());
        ids.add(id);
        hosts.put(id, host);
        racks.put(id, rack);
        return id;
    }

    private void clear() {
        chunks.clear();
        ids.clear();
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
                                        Objects.requireNonNull(racks.get(id)),
                                        load(id, ROOM - bytes.getOrDefault(id, 0L)),
                                        true))
                        .toList());
    }

    private Server.Load load(ServerId id, long free) {
        var room = new Server.Room(2L * ROOM, free);
        return new Server.Load(
                room.capacityBytes(),
                room.freeBytes(),
                0,
                Map.of(media.getOrDefault(id, new Medium("hdd")), room));
    }

    private Fills fills() {
        return new Fills(servers().all(), bytes());
    }

    /** Moves what should be moved, as often as something should. */
    private int settle(double spread) {
        return settle(spread, Medium.ANY);
    }

    private Balance consider(double spread, Medium medium) {
        var balance = new Balance(servers(), fills(), spread);
        chunks.forEach((id, members) ->
                balance.consider(id, SealedChunk.of(1, length(id), members), medium));
        return balance;
    }

    private int settle(double spread, Medium medium) {
        int moved = 0;
        while (true) {
            var balance = consider(spread, medium);
            if (balance.moves().isEmpty()) {
                assertThat(balance.tooClose().chunks()).isZero();
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
            clear();
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
            settle(UNEVEN);
            double before = fills().unevenness();
            settle(0.01);
            assertThat(fills().unevenness()).isLessThanOrEqualTo(before + 1e-9);
        }
    }

    @Test
    void whatWasStoredBeforeOthersJoinedIsOnSeveralHostsThen() {
        var first = server("h1");
        var second = server("h1");
        var third = server("h1");
        for (int i = 0; i < 30; i++) {
            chunk(100, first, second, third);
        }
        assertThat(settle(0.02)).isZero();
        var onTheSecond = server("h2");
        var onTheThird = server("h3");
        settle(0.02);
        assertThat(chunks.values())
                .allMatch(members -> members.contains(onTheSecond) && members.contains(onTheThird));
    }

    @Test
    void copiesAreAsFarApartAsTheyCanBeWhereverTheyWere() {
        for (int seed = 0; seed < 200; seed++) {
            clear();
            var random = new Random(seed);
            int count = 3 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                int host = random.nextInt(count);
                server("h" + host, "r" + host % 3);
            }
            for (int i = 0; i < 20; i++) {
                var some = new ArrayList<>(ids);
                Collections.shuffle(some, random);
                chunk(100 + random.nextInt(900), some.stream().limit(3).toArray(ServerId[]::new));
            }
            settle(0.02);
            int farthest = farthest(List.of(), 3);
            assertThat(chunks.values())
                    .allMatch(members -> Placement.distance(servers(), members) == farthest);
        }
    }

    @Test
    void chunksAreCountedThatAreCloserThanTheyCouldBeAlsoIfNothingIsToMove() {
        var first = server("h1");
        var second = server("h1");
        chunk(100, first, second);
        chunk(200, second, first);
        chunk(300, first, server("h2"));
        var balance = consider(1.0, Medium.ANY);
        assertThat(balance.tooClose()).isEqualTo(new Balance.TooClose(2, 300));
        assertThat(balance.moves()).isEmpty();
    }

    @Test
    void aServerThatHasNoRoomForMoreGivesAndDoesNotTake() {
        var full = server("h1");
        chunk(ROOM - 1_000, full);
        chunk(1_000, full);
        server("h2");
        assertThat(settle(0.02)).isOne();
        assertThat(bytes().get(full)).isEqualTo(ROOM - 1_000);
        clear();

        var alsoFull = server("h3");
        var first = server("h4");
        var second = server("h4");
        chunk(ROOM, alsoFull);
        chunk(100, first, second);
        assertThat(settle(UNEVEN)).isZero();
    }

    @Test
    void anotherHostCountsForMoreThanTheMediumAndThatForMoreThanAnotherRack() {
        var ssd = new Medium("ssd");
        var first = server("h1", "r1");
        var second = server("h1", "r1");
        media.put(first, ssd);
        media.put(second, ssd);
        chunk(100, first, second);
        var other = server("h2", "r1");
        settle(0.02, ssd);
        assertThat(chunks.values()).allMatch(members -> members.contains(other));
        clear();

        var third = server("h3", "r1");
        var fourth = server("h4", "r1");
        media.put(third, ssd);
        media.put(fourth, ssd);
        chunk(100, third, fourth);
        server("h5", "r2");
        assertThat(settle(UNEVEN, ssd)).isZero();
    }

    private int farthest(List<ServerId> chosen, int more) {
        if (more == 0) {
            return Placement.distance(servers(), chosen);
        }
        return ids.stream()
                .filter(id -> !chosen.contains(id))
                .mapToInt(id -> {
                    var next = new ArrayList<>(chosen);
                    next.add(id);
                    return farthest(next, more - 1);
                })
                .max()
                .orElseThrow();
    }
}
