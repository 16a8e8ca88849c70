package io.penumbra.master.record;

import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.Medium;
import io.penumbra.core.id.StorageClassName;

/**
 * How many copies of a file's bytes are kept, and how safe they are when acknowledged.
 *
 * @param minCopies a chunk is granted with fewer than {@code replicas} members down to this
 * @param chunkBytes how far a chunk may be filled
 * @param deduplicates whether pieces that are stored already are not stored again
 * @param medium what its chunks are put on where that is to be had
 */
public record StorageClass(
        StorageClassName name,
        int replicas,
        int minCopies,
        Durability durability,
        long chunkBytes,
        boolean deduplicates,
        Medium medium) {
    public enum Durability {
        /** Acknowledged when every member has it on its disk. */
        FSYNC,
        /** Acknowledged when every member has it. */
        REPLICATED;

        /** As the wire calls it. */
        public String wireName() {
            return switch (this) {
                case FSYNC -> "fsync";
                case REPLICATED -> "replicated";
            };
        }
    }

    /** What a file gets that nobody chose a class for. */
    public static final StorageClass DEFAULT =
            new StorageClass(
                    new StorageClassName("default"),
                    3,
                    2,
                    Durability.FSYNC,
                    ChunkFormat.CHUNK_BYTES,
                    false,
                    Medium.ANY);

    public static final StorageClass REPLICATED =
            new StorageClass(
                    new StorageClassName("replicated"),
                    3,
                    2,
                    Durability.REPLICATED,
                    ChunkFormat.CHUNK_BYTES,
                    false,
                    Medium.ANY);

    public StorageClass {
        Invariant.check(minCopies >= 1, "%s: min copies %s", name, minCopies);
        Invariant.check(replicas >= minCopies, "%s: %s replicas", name, replicas);
        Invariant.check(chunkBytes > ChunkFormat.FULL_FRAME_BYTES, "%s: %s", name, chunkBytes);
    }
}
