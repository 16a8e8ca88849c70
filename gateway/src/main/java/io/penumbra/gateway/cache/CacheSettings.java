package io.penumbra.gateway.cache;

import java.nio.file.Path;

/**
 * Where hot content is kept.
 *
 * @param folder of this gateway alone
 * @param bytesMax how much of it at most; less where the disk has little room
 * @param heapBytes of this process: what the cache holds in memory is a small part of it
 */
public record CacheSettings(Path folder, long bytesMax, long heapBytes) {
    static final int PIECE_BYTES = 256 << 10;

    /** A small piece counts as so much: it takes an entry in memory and a name on the disk. */
    private static final long COUNTED_BYTES_MIN = 16 << 10;

    private static final long FREE_SPACE_PART = 4;
    private static final long MEMORY_PART = 32;
    private static final long MEMORY_BYTES_MIN = 2 << 20;
    private static final long MEMORY_BYTES_MAX = 8 << 20;
    private static final long ENTRIES_PART = 2_048;
    private static final int TOUCHES_MIN = 1_024;

    static long counted(long pieceBytes) {
        return Math.max(COUNTED_BYTES_MIN, pieceBytes);
    }

    /** For pieces in memory, and as much again for those that wait to be written. */
    long memoryBytes() {
        return Math.clamp(heapBytes / MEMORY_PART, MEMORY_BYTES_MIN, MEMORY_BYTES_MAX);
    }

    int waitingMax() {
        return Math.toIntExact(memoryBytes() / PIECE_BYTES);
    }

    /** Each takes about 200 bytes of the heap. */
    int piecesMax() {
        return Math.clamp(heapBytes / ENTRIES_PART, TOUCHES_MIN, Integer.MAX_VALUE);
    }

    int touchesMax() {
        return Math.clamp(bytesMax / PIECE_BYTES, TOUCHES_MIN, piecesMax());
    }

    /** What may be held while this disk has so much room for others. */
    long limit(long heldBytes, long usableBytes) {
        return Math.min(bytesMax, (heldBytes + usableBytes) / FREE_SPACE_PART);
    }
}
