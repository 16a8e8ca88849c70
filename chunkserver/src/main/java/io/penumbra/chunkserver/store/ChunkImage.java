package io.penumbra.chunkserver.store;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import java.util.Optional;

/**
 * How a chunk stands at one moment.
 *
 * @param length up to where it is checked and as durable as its class asks; zero if absent
 * @param damaged its bytes were found not to be what was written
 */
public record ChunkImage(
        ChunkId chunk,
        ChunkVersion version,
        ChunkVersion promised,
        long length,
        Optional<ChunkState.Seal> seal,
        boolean damaged) {
    /** Of a chunk of which there is nothing. */
    public static ChunkImage nothing(ChunkId chunk) {
        var state = ChunkState.unknown(chunk);
        return new ChunkImage(chunk, state.version(), state.promised(), 0, state.seal(), false);
    }

    public boolean isPresent() {
        return length > 0;
    }

    public boolean isSealed() {
        return seal.isPresent();
    }

    /** Whether a sealed copy is all there, as far as anyone has looked. */
    public boolean isWhole() {
        return !damaged && seal.map(end -> end.length() == length).orElse(false);
    }

    ChunkState state() {
        return new ChunkState(chunk, version, promised, seal, damaged);
    }
}
