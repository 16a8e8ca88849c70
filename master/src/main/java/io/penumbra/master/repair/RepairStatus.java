package io.penumbra.master.repair;

/**
 * How far repair has come.
 *
 * @param lacking chunks in use with fewer good copies than wanted, at the last look at all
 * @param lastCopies those of them that have one
 * @param unreachable chunks in use of which no good copy is reachable
 * @param bytesDone since this leader leads
 * @param bytesPerSecond in the last minute
 * @param complete false until all chunks were looked at since a chunkserver came or went
 */
public record RepairStatus(
        long lacking,
        long lastCopies,
        long unreachable,
        long bytesLeft,
        long bytesDone,
        long bytesPerSecond,
        int running,
        boolean complete) {}
