package io.penumbra.gateway.cache;

import java.util.LinkedHashMap;
import java.util.Optional;

/** The last few pieces that were fetched whole for somebody who wanted a part. */
final class PieceMemory {
    private final long bytesMax;
    private final LinkedHashMap<PieceKey, byte[]> pieces = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    PieceMemory(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    Optional<byte[]> get(PieceKey key) {
        return Optional.ofNullable(pieces.get(key));
    }

    boolean holds(PieceKey key) {
        return pieces.containsKey(key);
    }

    void put(PieceKey key, byte[] piece) {
        if (piece.length <= bytesMax && pieces.putIfAbsent(key, piece) == null) {
            bytes += piece.length;
            while (bytes > bytesMax) {
                bytes -= pieces.pollFirstEntry().getValue().length;
            }
        }
    }

    long bytes() {
        return bytes;
    }
}
