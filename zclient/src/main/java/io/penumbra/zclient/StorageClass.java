package io.penumbra.zclient;

/**
 * How many copies of a file's bytes are kept, and how safe they are when acknowledged.
 *
 * @param minCopies what is enough while fewer chunkservers live than there should be replicas
 * @param chunkBytes how far a chunk is filled
 */
public record StorageClass(
        String name, int replicas, int minCopies, Durability durability, long chunkBytes) {
    private static final long CHUNK_BYTES = 64L << 20;

    /** When a write is acknowledged. */
    public enum Durability {
        /** When every copy is on its disk. */
        FSYNC,
        /** When every copy is in its server's memory. */
        REPLICATED
    }

    /** The usual class of that many replicas: two thirds of them are enough for a while. */
    public static StorageClass of(String name, int replicas) {
        return new StorageClass(
                name, replicas, (2 * replicas + 2) / 3, Durability.FSYNC, CHUNK_BYTES);
    }

    public StorageClass withMinCopies(int value) {
        return new StorageClass(name, replicas, value, durability, chunkBytes);
    }

    public StorageClass with(Durability value) {
        return new StorageClass(name, replicas, minCopies, value, chunkBytes);
    }

    public StorageClass withChunkBytes(long value) {
        return new StorageClass(name, replicas, minCopies, durability, value);
    }
}
