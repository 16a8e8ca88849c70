package io.penumbra.chunkserver.store;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a server must not forget about a chunk: one entry of the state log.
 *
 * @param version whose bytes the copy holds; zero while it holds none
 * @param promised no writer of a lower version is let in; at least {@code version}
 * @param seal set when the chunk is sealed: its bytes never change again
 * @param damaged its bytes were found not to be what was written
 */
public record ChunkState(
        ChunkId chunk,
        ChunkVersion version,
        ChunkVersion promised,
        Optional<Seal> seal,
        boolean damaged) {
    private static final ChunkVersion NONE = new ChunkVersion(0);

    /** Where a sealed chunk ends, and the SHA-256 over its chunk header and frame headers. */
    public record Seal(long length, byte[] digest) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Seal(var otherLength, var otherDigest)
                    && length == otherLength
                    && Arrays.equals(digest, otherDigest);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(length) * 31 + Arrays.hashCode(digest);
        }

        @Override
        public String toString() {
            return length + " bytes, digest " + HexFormat.of().formatHex(digest);
        }
    }

    static ChunkState unknown(ChunkId chunk) {
        return new ChunkState(chunk, NONE, NONE, Optional.empty(), false);
    }

    boolean isNothing() {
        return version.equals(NONE) && promised.equals(NONE) && seal.isEmpty();
    }

    ChunkState promising(ChunkVersion next) {
        return new ChunkState(chunk, version, next, seal, damaged);
    }

    ChunkState holding(ChunkVersion taken) {
        var promise = promised.compareTo(taken) > 0 ? promised : taken;
        return new ChunkState(chunk, taken, promise, seal, damaged);
    }

    ChunkState sealed(Seal end) {
        return new ChunkState(chunk, version, promised, Optional.of(end), damaged);
    }

    ChunkState damaged(boolean found) {
        return new ChunkState(chunk, version, promised, seal, found);
    }

    boolean isSealed() {
        return seal.isPresent();
    }
}
