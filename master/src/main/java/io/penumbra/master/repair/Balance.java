package io.penumbra.master.repair;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.Medium;
import io.penumbra.core.id.ServerId;
import io.penumbra.master.placement.Placement;
import io.penumbra.master.placement.Servers;
import io.penumbra.master.state.Chunk;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which copies move so that no chunkserver is much fuller than another; each as far from the others
 * of its chunk as before. Pure.
 */
final class Balance {
    private static final int MOVES_MAX = 64;

    private final Servers servers;
    private final Fills fills;
    private final double spread;
    private final List<Move> moves = new ArrayList<>();

    record Move(ChunkId chunk, ServerId from, ServerId to) {
        /** The members afterwards. */
        List<ServerId> after(List<ServerId> members) {
            var after = new ArrayList<>(members);
            Collections.replaceAll(after, from, to);
            return List.copyOf(after);
        }
    }

    /**
     * @param fills of the servers that may give and take; counts what is planned here
     * @param spread by how much their shares may differ
     */
    Balance(Servers servers, Fills fills, double spread) {
        this.servers = servers;
        this.fills = fills;
        this.spread = spread;
    }

    /**
     * Of a chunk that has all its copies.
     *
     * @param medium what it should be on
     */
    void consider(ChunkId id, Chunk chunk, Medium medium) {
        if (moves.size() < MOVES_MAX) {
            move(id, chunk, medium)
                    .ifPresent(move -> {
                        fills.move(move.from(), move.to(), chunk.length());
                        moves.add(move);
                    });
        }
    }

    /** From its fullest member to the emptiest server, as far as that is good for the chunk. */
    private Optional<Move> move(ChunkId id, Chunk chunk, Medium medium) {
        return fills.fromEmptiest().reversed().stream()
                .filter(chunk.members()::contains)
                .flatMap(from -> targets(from).map(to -> new Move(id, from, to)))
                .filter(move ->
                        isGood(move, chunk)
                                && Placement.isNoWorse(servers, medium, move.from(), move.to()))
                .findFirst();
    }

    private Stream<ServerId> targets(ServerId from) {
        return fills.fromEmptiest().stream()
                .takeWhile(to -> fills.share(from) - fills.share(to) > spread);
    }

    private boolean isGood(Move move, Chunk chunk) {
        var before = chunk.members();
        return !before.contains(move.to())
                && fills.staysFuller(move.from(), move.to(), chunk.length())
                && Placement.distance(servers, move.after(before))
                        >= Placement.distance(servers, before);
    }

    /** Some of them; when they are done, there may be more. */
    List<Move> moves() {
        return List.copyOf(moves);
    }
}
