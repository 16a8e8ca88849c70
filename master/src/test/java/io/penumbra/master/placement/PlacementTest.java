package io.penumbra.master.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penumbra.core.id.Medium;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.placement.Placement.Wanted;
import io.penumbra.master.placement.Server.Load;
import io.penumbra.master.placement.Server.Room;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class PlacementTest {
    private static final long GIB = 1L << 30;
    private static final Medium SSD = new Medium("ssd");
    private static final Load HALF_FULL = new Load(100 * GIB, 50 * GIB, 0);
    private static final Servers THREE =
            new Servers(List.of(server(1, HALF_FULL), server(2, HALF_FULL), server(3, HALF_FULL)));

    /** Hazard 65: no choice of as many servers covers more hosts, or more racks. */
    @Test
    void copiesAreSpreadAsWellAsTryingEverySubsetCould() throws RefusedException {
        for (long seed = 0; seed < 2_000; seed++) {
            var random = new Random(seed);
            var servers = randomServers(random);
            var wanted =
                    new Wanted(
                            1 + random.nextInt(4), 1, "", Medium.ANY, Set.of(new ServerId("cs-0")));
            var usable =
                    servers.stream()
                            .filter(PlacementTest::isUsable)
                            .filter(server -> !wanted.avoid().contains(server.id()))
                            .toList();
            if (!usable.isEmpty()) {
                var chosen = Placement.choose(new Servers(servers), wanted, random);
                int copies = Math.min(wanted.copies(), usable.size());
                assertThat(chosen).as("seed %d", seed).hasSize(copies).doesNotHaveDuplicates();
                assertThat(usable).containsAll(chosen);
                assertThat(distinct(chosen, Server::host))
                        .as("hosts, seed %d", seed)
                        .isEqualTo(best(usable, copies, Server::host));
                assertThat(distinct(chosen, Server::rack))
                        .as("racks, seed %d", seed)
                        .isEqualTo(best(usable, copies, Server::rack));
            }
        }
    }

    /** Hazard 65. */
    @Test
    void oneMoreCopyGoesToANewRackOrHostWhileThereIsOne() {
        for (long seed = 0; seed < 2_000; seed++) {
            var random = new Random(seed);
            var servers = randomServers(random);
            var present = servers.subList(0, random.nextInt(servers.size()));
            var usable =
                    servers.stream()
                            .filter(PlacementTest::isUsable)
                            .filter(server -> !present.contains(server))
                            .toList();
            var ids = present.stream().map(Server::id).toList();
            var another = Placement.oneMore(new Servers(servers), Medium.ANY, ids, ids, random);
            assertThat(another.isPresent()).as("seed %d", seed).isEqualTo(!usable.isEmpty());
            if (another.isPresent()) {
                assertThat(usable).contains(another.get());
                assertThat(isNew(another.get(), present, Server::host))
                        .as("host, seed %d", seed)
                        .isEqualTo(
                                usable.stream()
                                        .anyMatch(each -> isNew(each, present, Server::host)));
            }
        }
    }

    private static boolean isNew(
            Server server, List<Server> present, Function<Server, String> label) {
        return present.stream().map(label).noneMatch(label.apply(server)::equals);
    }

    @Test
    void theWritersOwnServerComesFirst() throws RefusedException {
        for (int i = 0; i < 50; i++) {
            var chosen =
                    Placement.choose(
                            THREE, new Wanted(3, 2, "host-2", Medium.ANY, Set.of()), new Random(i));
            assertThat(chosen.getFirst().id()).isEqualTo(new ServerId("cs-2"));
        }
    }

    /** As many on the medium as trying every subset could, of those that are on most hosts. */
    @Test
    void copiesAreOnTheMediumThatIsWantedUnlessThatCostsAHost() throws RefusedException {
        for (long seed = 0; seed < 2_000; seed++) {
            var random = new Random(seed);
            var servers = randomServers(random);
            var usable = servers.stream().filter(PlacementTest::isUsable).toList();
            if (!usable.isEmpty()) {
                var wanted = new Wanted(1 + random.nextInt(4), 1, "", SSD, Set.of());
                var chosen = Placement.choose(new Servers(servers), wanted, random);
                int copies = Math.min(wanted.copies(), usable.size());
                assertThat(chosen).as("seed %d", seed).hasSize(copies);
                int hosts = best(usable, copies, Server::host);
                assertThat(distinct(chosen, Server::host)).as("seed %d", seed).isEqualTo(hosts);
                assertThat(distinct(onSsd(chosen), Server::host))
                        .as("seed %d", seed)
                        .isEqualTo(Math.min(copies, distinct(onSsd(usable), Server::host)));
            }
        }
    }

    @Test
    void aMediumWithoutRoomIsNotOffered() throws RefusedException {
        var full = server(1, new Load(100 * GIB, 50 * GIB, 0, Map.of(SSD, new Room(100, 5))));
        var other = server(2, HALF_FULL);
        var roomy = server(3, new Load(100 * GIB, 20 * GIB, 0, Map.of(SSD, new Room(100, 6))));
        var servers = new Servers(List.of(full, other, roomy));
        for (int i = 0; i < 20; i++) {
            var wanted = new Wanted(1, 1, "host-1", SSD, Set.of());
            assertThat(Placement.choose(servers, wanted, new Random(i))).containsExactly(roomy);
            assertThat(Placement.oneMore(servers, SSD, List.of(), List.of(), new Random(i)))
                    .contains(roomy);
        }
        var all = List.of(full.id(), other.id(), roomy.id());
        assertThat(Placement.keep(servers, SSD, all, 1)).containsExactly(roomy.id());
        assertThat(Placement.isNoWorse(servers, SSD, full.id(), other.id())).isFalse();
        assertThat(Placement.isNoWorse(servers, SSD, full.id(), roomy.id())).isTrue();
        assertThat(Placement.isNoWorse(servers, SSD, other.id(), full.id())).isTrue();
    }

    private static List<Server> onSsd(List<Server> servers) {
        return servers.stream().filter(server -> server.offers(SSD)).toList();
    }

    @Test
    void anAvoidedServerIsTakenOnlyToReachTheLeastCopies() throws RefusedException {
        var one = Set.of(new ServerId("cs-1"));
        assertThat(
                        Placement.choose(
                                THREE, new Wanted(3, 2, "cs-1", Medium.ANY, one), new Random(1)))
                .extracting(Server::id)
                .containsExactlyInAnyOrder(new ServerId("cs-2"), new ServerId("cs-3"));
        var two = Set.of(new ServerId("cs-1"), new ServerId("cs-2"));
        var chosen = Placement.choose(THREE, new Wanted(3, 2, "", Medium.ANY, two), new Random(1));
        assertThat(chosen).hasSize(2);
        assertThat(chosen.getFirst().id()).isEqualTo(new ServerId("cs-3"));
    }

    /** A share of 80, 10 and 10 in 100, give or take more than four deviations. */
    @Test
    void freeSpaceAndLoadWeigh() throws RefusedException {
        var idle = server(1, new Load(100 * GIB, 80 * GIB, 0));
        var busy = server(2, new Load(100 * GIB, 80 * GIB, 7));
        var full = server(3, new Load(100 * GIB, 10 * GIB, 0));
        var servers = new Servers(List.of(idle, busy, full));
        var random = new Random(5);
        var chosen = new ArrayList<Server>();
        for (int i = 0; i < 8_000; i++) {
            chosen.addAll(
                    Placement.choose(servers, new Wanted(1, 1, "", Medium.ANY, Set.of()), random));
        }
        assertThat(chosen.stream().filter(idle::equals).count()).isBetween(6_200L, 6_600L);
        assertThat(chosen.stream().filter(busy::equals).count()).isBetween(680L, 920L);
        assertThat(chosen.stream().filter(full::equals).count()).isBetween(680L, 920L);
    }

    @Test
    void tooFewServersAndTooLittleRoomAreToldApart() {
        var live = server(1, HALF_FULL);
        var dead = new Server(new ServerId("cs-9"), live.endpoint(), "h", "r", HALF_FULL, false);
        var full = server(2, new Load(100 * GIB, 5 * GIB, 0));
        assertThat(refusal(live, dead)).isEqualTo(RefusalCode.TOO_FEW_SERVERS);
        assertThat(refusal(live, full)).isEqualTo(RefusalCode.NO_SPACE);
    }

    private static RefusalCode refusal(Server... servers) {
        return assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() ->
                        Placement.choose(
                                new Servers(List.of(servers)),
                                new Wanted(3, 2, "", Medium.ANY, Set.of()),
                                new Random(1)))
                .actual()
                .code();
    }

    private static List<Server> randomServers(Random random) {
        var servers = new ArrayList<Server>();
        int count = 1 + random.nextInt(7);
        for (int i = 0; i < count; i++) {
            int host = random.nextInt(5);
            servers.add(
                    new Server(
                            new ServerId("cs-" + i),
                            new Address("h", 7100 + i),
                            "host-" + host,
                            "rack-" + host % 3,
                            new Load(
                                    100 * GIB,
                                    random.nextInt(100) * GIB,
                                    random.nextInt(4),
                                    random.nextBoolean() ? Map.of(SSD, new Room(2, 1)) : Map.of()),
                            random.nextInt(5) > 0));
        }
        return servers;
    }

    private static boolean isUsable(Server server) {
        return server.live() && server.load().freeBytes() > 5 * GIB;
    }

    private static Server server(int id, Load load) {
        return new Server(
                new ServerId("cs-" + id),
                new Address("h", 7100 + id),
                "host-" + id,
                "rack",
                load,
                true);
    }

    private static int distinct(List<Server> servers, Function<Server, String> label) {
        return new HashSet<>(servers.stream().map(label).toList()).size();
    }

    /** The most labels that any so many of the servers have. */
    private static int best(List<Server> from, int copies, Function<Server, String> label) {
        int best = 0;
        for (int subset = 0; subset < 1 << from.size(); subset++) {
            if (Integer.bitCount(subset) == copies) {
                var chosen = new ArrayList<Server>();
                for (int i = 0; i < from.size(); i++) {
                    if (((subset >> i) & 1) == 1) {
                        chosen.add(from.get(i));
                    }
                }
                best = Math.max(best, distinct(chosen, label));
            }
        }
        return best;
    }
}
