package io.penumbra.master.repair;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.Medium;
import io.penumbra.core.id.ServerId;
import io.penumbra.master.placement.Placement;
import io.penumbra.master.placement.Servers;
import io.penumbra.master.state.Chunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which copies move: those that stand closer to others of their chunk than they need; then, so that
 * no chunkserver is much fuller than another, others, each as far from the others of its chunk as
 * before. Pure.
 */
final class Balance {
    /** The spread with which nothing moves at all. */
    static final double OFF = 1.0;

    private static final int MOVES_MAX = 256;

    private final Servers servers;
    private final Fills fills;
    private final double spread;
    private final Apart apart;
    private final List<Move> moves = new ArrayList<>();
    private TooClose tooClose = TooClose.NONE;

    /**
     * Chunks of which copies stand closer to each other than they need.
     *
     * @param bytes of a copy of each
     */
    record TooClose(long chunks, long bytes) {
        static final TooClose NONE = new TooClose(0, 0);

        private TooClose with(Chunk chunk) {
            return new TooClose(chunks + 1, bytes + chunk.length());
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
        apart = new Apart(servers, fills);
    }

    /**
     * Of a chunk that has all its copies.
     *
     * @param medium what it should be on
     */
    void consider(ChunkId id, Chunk chunk, Medium medium) {
        var farther = apart.move(id, chunk.members(), medium);
        if (farther.isPresent()) {
            tooClose = tooClose.with(chunk);
        }
        if (spread < OFF && moves.size() < MOVES_MAX) {
            farther.or(() -> toEmptier(id, chunk, medium))
                    .ifPresent(move -> {
                        fills.move(move.from(), move.to(), chunk.length());
                        moves.add(move);
                    });
        }
    }

    /** Whether a chunk that is being written would be farther from itself elsewhere. */
    boolean isTooClose(ChunkId id, Chunk chunk, Medium medium) {
        return spread < OFF && apart.move(id, chunk.members(), medium).isPresent();
    }

    /** From its fullest member to the emptiest server, as far as that is good for the chunk. */
    private Optional<Move> toEmptier(ChunkId id, Chunk chunk, Medium medium) {
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
                .takeWhile(to -> fills.share(from) - fills.share(to) > spread)
                .filter(to -> servers.find(to).filter(Placement::canTakeMore).isPresent());
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

    /** All of those that were considered. */
    TooClose tooClose() {
        return tooClose;
    }
}
