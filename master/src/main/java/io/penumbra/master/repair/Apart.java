package io.penumbra.master.repair;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.Medium;
import io.penumbra.core.id.ServerId;
import io.penumbra.master.placement.Placement;
import io.penumbra.master.placement.Server;
import io.penumbra.master.placement.Servers;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which copies move since those of their chunk are on fewer hosts or racks than they could be: they
 * were made when there were fewer, or when others had no room. Pure.
 */
final class Apart {
    private final Servers servers;
    private final Fills fills;
    private final long hosts;
    private final long racks;

    /**
     * @param fills of the servers that may give and take
     */
    Apart(Servers servers, Fills fills) {
        this.servers = servers;
        this.fills = fills;
        hosts = count(Server::host);
        racks = count(Server::rack);
    }

    private long count(Function<Server, String> place) {
        return servers.all().stream().map(place).distinct().count();
    }

    /** The move that brings its copies on the most hosts and racks, if any does on more. */
    Optional<Move> move(ChunkId id, List<ServerId> members, Medium medium) {
        int best = Placement.distance(servers, members);
        long most = Math.min(members.size(), hosts) + Math.min(members.size(), racks);
        Optional<Move> found = Optional.empty();
        if (best == most) {
            return found;
        }
        var fromFullest =
                fills.fromEmptiest().reversed().stream().filter(members::contains).toList();
        for (var to : newHosts(members)) {
            for (var from : fromFullest) {
                var move = new Move(id, from, to);
                int distance = Placement.distance(servers, move.after(members));
                if (distance > best && isWorthIt(move, members, medium)) {
                    best = distance;
                    found = Optional.of(move);
                }
            }
        }
        return found;
    }

    /** Those with room on hosts that have no copy, from the emptiest. */
    private List<ServerId> newHosts(List<ServerId> members) {
        var taken = Placement.hosts(servers, members);
        return fills.fromEmptiest().stream()
                .filter(id ->
                        servers.find(id)
                                .filter(Placement::canTakeMore)
                                .filter(server -> !taken.contains(server.host()))
                                .isPresent())
                .toList();
    }

    /** As for a new chunk: another host counts for more than the medium, which does for a rack. */
    private boolean isWorthIt(Move move, List<ServerId> members, Medium medium) {
        return Placement.hosts(servers, move.after(members)).size()
                        > Placement.hosts(servers, members).size()
                || Placement.isNoWorse(servers, medium, move.from(), move.to());
    }
}
