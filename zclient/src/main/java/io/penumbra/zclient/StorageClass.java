package io.penumbra.zclient;

/**
 * How many copies of a file's bytes are kept, and how safe they are when acknowledged.
 *
 * @param minCopies what is enough while fewer chunkservers live than there should be replicas
 * @param chunkBytes how far a chunk is filled
 * @param deduplicates whether pieces of files that are stored already are not sent again
 * @param medium what kind of disk its chunks are put on where there is one with room; empty for any
 * @param pieces what it holds of these; not part of a definition
 */
public record StorageClass(
        String name,
        int replicas,
        int minCopies,
        Durability durability,
        long chunkBytes,
        boolean deduplicates,
        String medium,
        Pieces pieces) {
    private static final long CHUNK_BYTES = 64L << 20;

    /** When a write is acknowledged. */
    public enum Durability {
        /** When every copy is on its disk. */
        FSYNC,
        /** When every copy is in its server's memory. */
        REPLICATED
    }

    /**
     * Pieces that are found when they come again.
     *
     * @param bytes in them, each counted once
     * @param savedBytes what their other uses would take if each had its own, history included
     */
    public record Pieces(long count, long bytes, long savedBytes) {
        public static final Pieces NONE = new Pieces(0, 0, 0);
    }

    /** The usual class of that many replicas: two thirds of them are enough for a while. */
    public static StorageClass of(String name, int replicas) {
        return new StorageClass(
                name,
                replicas,
                (2 * replicas + 2) / 3,
                Durability.FSYNC,
                CHUNK_BYTES,
                false,
                "",
                Pieces.NONE);
    }

    public StorageClass withMinCopies(int value) {
        return new StorageClass(
                name, replicas, value, durability, chunkBytes, deduplicates, medium, pieces);
    }

    public StorageClass with(Durability value) {
        return new StorageClass(
                name, replicas, minCopies, value, chunkBytes, deduplicates, medium, pieces);
    }

    public StorageClass withChunkBytes(long value) {
        return new StorageClass(
                name, replicas, minCopies, durability, value, deduplicates, medium, pieces);
    }

    public StorageClass deduplicating(boolean value) {
        return new StorageClass(
                name, replicas, minCopies, durability, chunkBytes, value, medium, pieces);
    }

    public StorageClass withMedium(String value) {
        return new StorageClass(
                name, replicas, minCopies, durability, chunkBytes, deduplicates, value, pieces);
    }
}
