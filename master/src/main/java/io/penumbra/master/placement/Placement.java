package io.penumbra.master.placement;

import io.penumbra.core.id.Medium;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Which chunkservers get a new chunk, in the order of its chain: the writer's own first, then each
 * on another rack while there is one, else on another host while there is one; by chance, weighted
 * by free space and load. That a server offers the medium that the chunk's class wants counts for
 * more than another rack, and for less than another host.
 */
public final class Placement {
    private Placement() {}

    /**
     * What is wanted.
     *
     * @param copiesMin with fewer servers than {@code copies} the chunk gets fewer, down to this
     * @param near a host: one there comes first if it can; empty for none
     * @param medium what there is of it comes first
     * @param avoid used only where {@code copiesMin} cannot be reached without them
     */
    public record Wanted(
            int copies, int copiesMin, String near, Medium medium, Set<ServerId> avoid) {}

    /** What makes one server a better choice than another. */
    private record Wish(String near, Medium medium) {}

    public static List<Server> choose(Servers servers, Wanted wanted, RandomGenerator random)
            throws RefusedException {
        var live = servers.all().stream().filter(Server::live).toList();
        var roomy = live.stream().filter(Server::hasRoom).toList();
        var wish = new Wish(wanted.near(), wanted.medium());
        requireEnough(live, roomy, wanted.copiesMin());
        var chosen = new ArrayList<Server>();
        fill(
                chosen,
                roomy.stream().filter(server -> !wanted.avoid().contains(server.id())).toList(),
                wanted.copies(),
                wish,
                random);
        if (chosen.size() < wanted.copiesMin()) {
            fill(chosen, roomy, wanted.copiesMin(), new Wish("", wanted.medium()), random);
        }
        return chosen;
    }

    /**
     * Where one more copy goes: as far as there is, away from those that are there.
     *
     * @param present where good copies are
     * @param excluded must not get it
     * @param medium what it should be on, if that is to be had
     */
    public static Optional<Server> oneMore(
            Servers servers,
            Medium medium,
            Collection<ServerId> present,
            Collection<ServerId> excluded,
            RandomGenerator random) {
        var chosen = new ArrayList<Server>();
        present.forEach(id -> servers.find(id).ifPresent(chosen::add));
        int before = chosen.size();
        var candidates =
                servers.all().stream()
                        .filter(Placement::canTakeMore)
                        .filter(server -> !excluded.contains(server.id()))
                        .toList();
        fill(chosen, candidates, before + 1, new Wish("", medium), random);
        return chosen.size() > before ? Optional.of(chosen.getLast()) : Optional.empty();
    }

    /** Which copies stay when there are too many: as far apart as they are. */
    public static List<ServerId> keep(
            Servers servers, Medium medium, List<ServerId> present, int copies) {
        var wish = new Wish("", medium);
        var left = new ArrayList<Server>();
        present.forEach(id -> servers.find(id).ifPresent(left::add));
        var kept = new ArrayList<Server>();
        while (kept.size() < copies && !left.isEmpty()) {
            var next = best(left, kept, wish).getFirst();
            kept.add(next);
            left.remove(next);
        }
        return kept.stream().map(Server::id).toList();
    }

    /** Whether it lives and has room for another chunk. */
    public static boolean canTakeMore(Server server) {
        return server.live() && server.hasRoom();
    }

    /** Whether a chunk may move there that wants to be on this, and is where that is offered. */
    public static boolean isNoWorse(Servers servers, Medium medium, ServerId from, ServerId to) {
        return servers.find(to).filter(server -> server.offers(medium)).isPresent()
                || servers.find(from).filter(server -> server.has(medium)).isEmpty();
    }

    /** On how many racks and hosts these are: how much may be lost at once without losing all. */
    public static int distance(Servers servers, Collection<ServerId> among) {
        return places(servers, among, Server::rack).size() + hosts(servers, among).size();
    }

    /** On which hosts these are. */
    public static Set<String> hosts(Servers servers, Collection<ServerId> among) {
        return places(servers, among, Server::host);
    }

    private static Set<String> places(
            Servers servers, Collection<ServerId> among, Function<Server, String> place) {
        var places = new HashSet<String>();
        for (var id : among) {
            servers.find(id).map(place).ifPresent(places::add);
        }
        return places;
    }

    private static void requireEnough(List<Server> live, List<Server> roomy, int copiesMin)
            throws RefusedException {
        if (live.size() < copiesMin) {
            throw new RefusedException(
                    RefusalCode.TOO_FEW_SERVERS,
                    "",
                    "%d chunkservers are live, the class needs %d"
                            .formatted(live.size(), copiesMin));
        }
        if (roomy.size() < copiesMin) {
            throw new RefusedException(
                    RefusalCode.NO_SPACE,
                    "",
                    "%d of %d live chunkservers have room, the class needs %d"
                            .formatted(roomy.size(), live.size(), copiesMin));
        }
    }

    private static void fill(
            List<Server> chosen,
            List<Server> candidates,
            int copies,
            Wish wish,
            RandomGenerator random) {
        var left = new ArrayList<>(candidates);
        left.removeAll(chosen);
        while (chosen.size() < copies && !left.isEmpty()) {
            var next = draw(best(left, chosen, wish), random);
            chosen.add(next);
            left.remove(next);
        }
    }

    /** Those that add the most. */
    private static List<Server> best(List<Server> left, List<Server> chosen, Wish wish) {
        var racks = new HashSet<String>();
        var hosts = new HashSet<String>();
        for (var server : chosen) {
            racks.add(server.rack());
            hosts.add(server.host());
        }
        Predicate<Server> own = server -> chosen.isEmpty() && server.host().equals(wish.near());
        Predicate<Server> newHost = server -> !hosts.contains(server.host());
        Predicate<Server> newRack = newHost.and(server -> !racks.contains(server.rack()));
        Predicate<Server> medium = server -> server.offers(wish.medium());
        var inOrder =
                List.of(
                        own.and(medium),
                        newRack.and(medium),
                        newHost.and(medium),
                        own,
                        newRack,
                        newHost,
                        medium);
        for (var better : inOrder) {
            var fitting = left.stream().filter(better).toList();
            if (!fitting.isEmpty()) {
                return fitting;
            }
        }
        return left;
    }

    private static Server draw(Collection<Server> from, RandomGenerator random) {
        double sum = from.stream().mapToDouble(Placement::weight).sum();
        double point = random.nextDouble() * sum;
        Server last = null;
        for (var server : from) {
            last = server;
            point -= weight(server);
            if (point < 0) {
                break;
            }
        }
        if (last == null) {
            throw new IllegalStateException("nothing to draw from");
        }
        return last;
    }

    private static double weight(Server server) {
        var load = server.load();
        return Math.max(1.0, (double) load.freeBytes()) / (1 + load.openStreams());
    }
}
