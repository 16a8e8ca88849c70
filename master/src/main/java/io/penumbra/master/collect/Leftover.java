package io.penumbra.master.collect;

import io.penumbra.core.id.ServerId;
import io.penumbra.master.cluster.live.Replica;
import io.penumbra.master.state.Chunk;
import java.util.Optional;
import java.util.function.Predicate;

/** What is to become of a copy that a chunkserver says it has. Pure. */
enum Leftover {
    /** It is counted on, or may be. */
    NEEDED,
    /** Its chunk was collected. */
    COLLECTED,
    /** Its chunk is elsewhere, with all the copies that it should have. */
    SPARE,
    /** Nobody knows its chunk: kept, whatever it is. */
    UNKNOWN,
    /** It is of a later version than the journal knows: kept. */
    AHEAD;

    boolean isTrash() {
        return this == COLLECTED || this == SPARE;
    }

    /**
     * @param known what the journal says of the chunk
     * @param collected whether the journal says that it was collected
     * @param whole whether all members that its bytes should be on have them, and are as many as
     *     there should be
     */
    static Leftover of(
            ServerId holder,
            Replica replica,
            Optional<Chunk> known,
            boolean collected,
            Predicate<Chunk> whole) {
        if (known.isEmpty()) {
            return collected ? COLLECTED : UNKNOWN;
        }
        var chunk = known.get();
        if (replica.version().compareTo(chunk.version()) > 0) {
            return AHEAD;
        }
        boolean elsewhere =
                chunk.isMoved() || (chunk.isSealed() && !chunk.members().contains(holder));
        return elsewhere && whole.test(chunk) ? SPARE : NEEDED;
    }
}
