package io.penumbra.zclient;

import java.util.List;

/**
 * Copies that are missing and are made again, as the leader sees it.
 *
 * @param lacking chunks in use with fewer good copies than their class asks for
 * @param lastCopies those of them that have one
 * @param unreachable chunks in use of which no good copy can be reached
 * @param bytesLeft to be copied
 * @param bytesDone since this leader leads
 * @param bytesPerSecond in the last minute
 * @param running copies under way
 * @param complete false until all chunks were looked at since a chunkserver came or went
 * @param damaged copies that were found damaged and are not replaced yet
 * @param lastChances chunks in use of which all copies that can be reached are damaged
 * @param untold chunks in use whose members have yet to say what they have: it was sealed just now,
 *     or the leader is new
 * @param leaving chunkservers that are drained or maintained
 */
public record RepairStatus(
        long lacking,
        long lastCopies,
        long unreachable,
        long bytesLeft,
        long bytesDone,
        long bytesPerSecond,
        int running,
        boolean complete,
        long damaged,
        long lastChances,
        long untold,
        List<LeavingServer> leaving) {
    public RepairStatus {
        leaving = List.copyOf(leaving);
    }

    /** Every chunk in use has all its copies. */
    public boolean isWhole() {
        return complete && lacking == 0 && untold == 0;
    }
}
