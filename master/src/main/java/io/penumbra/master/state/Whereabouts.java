package io.penumbra.master.state;

import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.state.Chunk.Phase;
import java.util.HashMap;
import java.util.Map;

/** Where the bytes of extents are by now: their chunks may have been compacted. For one answer. */
public final class Whereabouts {
    private final StateReader state;
    private final Map<ChunkId, Chunk> chunks = new HashMap<>();

    public Whereabouts(StateReader state) {
        this.state = state;
    }

    /** The same bytes in the chunk that has them. */
    public Extent of(Extent named) {
        var extent = named;
        while (chunk(extent.chunk()).phase() instanceof Phase.Moved(var to)) {
            extent =
                    new Extent(
                            extent.fileOffset(),
                            to,
                            MoveTable.place(state, extent.chunk(), extent.frameOffset()),
                            extent.skip(),
                            extent.length());
        }
        return extent;
    }

    /** The chunk that has the bytes of this one. */
    public ChunkId of(ChunkId named) {
        var id = named;
        while (chunk(id).phase() instanceof Phase.Moved(var to)) {
            id = to;
        }
        return id;
    }

    public Chunk chunk(ChunkId id) {
        return chunks.computeIfAbsent(id, each -> ChunkTable.require(state, each));
    }
}
