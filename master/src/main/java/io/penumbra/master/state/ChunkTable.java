package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.port.StateReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Every chunk, those being written by each session, and those being sealed. */
public final class ChunkTable {
    private static final byte[] PRESENT = {1};

    private ChunkTable() {}

    public static Optional<Chunk> find(StateReader state, ChunkId id) {
        return Optional.ofNullable(state.get(Table.CHUNKS.key(id.value()))).map(Chunk::decode);
    }

    public static Chunk require(StateReader state, ChunkId id) {
        var value = Invariant.present(state.get(Table.CHUNKS.key(id.value())), "no such chunk");
        return Chunk.decode(value);
    }

    /** Every chunk that was ever granted and is not collected: many. */
    public static List<ChunkId> all(StateReader state) {
        return chunks(state, Table.CHUNKS.key());
    }

    /** The same, each with what is known of it. */
    public static void each(StateReader state, BiConsumer<ChunkId, Chunk> visitor) {
        var prefix = Table.CHUNKS.key();
        try (var cursor = state.scan(prefix, Table.afterAll(prefix))) {
            while (cursor.next()) {
                visitor.accept(
                        new ChunkId(Table.lastNumber(cursor.key())), Chunk.decode(cursor.value()));
            }
        }
    }

    /** The chunks that this session may still write to. */
    public static List<ChunkId> writing(StateReader state, ClientId client) {
        return chunks(state, Table.WRITING.key(client.value()));
    }

    /** The chunks whose seal has begun: whoever leads must end it. */
    public static List<ChunkId> sealing(StateReader state) {
        return chunks(state, Table.SEALING.key());
    }

    private static List<ChunkId> chunks(StateReader state, byte[] prefix) {
        var found = new ArrayList<ChunkId>();
        try (var cursor = state.scan(prefix, Table.afterAll(prefix))) {
            while (cursor.next()) {
                found.add(new ChunkId(Table.lastNumber(cursor.key())));
            }
        }
        return found;
    }

    static void put(StateWriter state, ChunkId id, Chunk chunk) {
        state.put(Table.CHUNKS.key(id.value()), chunk.encode());
    }

    static void remove(StateWriter state, ChunkId id) {
        state.put(Table.CHUNKS.key(id.value()), null);
        state.put(Table.SEALING.key(id.value()), null);
    }

    /** Keeps the lists of chunks being written and being sealed; after each change of phase. */
    static void listPhase(StateWriter state, ChunkId id, Chunk chunk) {
        state.put(
                Table.WRITING.key(chunk.holder().value(), id.value()),
                chunk.isOpen() ? PRESENT : null);
        state.put(Table.SEALING.key(id.value()), chunk.isSealing() ? PRESENT : null);
    }
}
