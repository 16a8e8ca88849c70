package io.penumbra.zclient;

/**
 * How much is stored in all.
 *
 * @param chunkBytes in chunks, each counted once whatever the number of its copies
 * @param copyBytes in all their copies
 * @param usedBytes what files of the present, of history and of snapshots have of the chunks, at
 *     most; what several of them share counts once
 * @param savedBytes what the other uses of such shared pieces would take
 */
public record StoredBytes(
        long chunks, long chunkBytes, long copyBytes, long usedBytes, long savedBytes) {
    /** What only history and snapshots have, at most, when all of the present takes this much. */
    public long pastBytes(TreeTotals present) {
        return Math.max(0, usedBytes + savedBytes - present.bytes());
    }
}
