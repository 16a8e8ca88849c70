package io.penumbra.chunkserver.store;

/** How much room there is on a disk. */
public record Space(long capacityBytes, long freeBytes) {
    /** Below this share of the disk no writer is let in: it is for what must still be written. */
    public static final int RESERVED_PERCENT = 5;

    public boolean isEnoughForWriters() {
        return freeBytes >= capacityBytes / 100 * RESERVED_PERCENT;
    }
}
