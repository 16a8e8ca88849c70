package io.penumbra.zclient;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.ServerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is being given back to the disks, as the leader sees it; what it counts, it counts since it
 * leads.
 *
 * @param passes that have ended
 * @param running whether one is under way
 * @param lastPass when the last one ended
 * @param interval from one pass to the next
 * @param waitingFor why there is no pass yet; empty otherwise
 * @param collectedChunks of which no file, present or past, has anything
 * @param collectedBytes in them, each counted once whatever the number of its copies
 * @param joinedParts small parts of files that were put together
 * @param compactedChunks whose part in use was moved into another, so that the rest could go
 * @param discardedCopies that chunkservers moved to their trash
 * @param reclaimLeft deleted files and directories whose time has come, still to be taken apart
 * @param heldChunks without a file, whose writer may still commit one
 * @param readIndex the oldest record that somebody still reads at: nothing later is forgotten
 * @param unknownCopies kept, since nothing says that they may go
 * @param unknown the first of them
 */
public record GcStatus(
        long passes,
        boolean running,
        Optional<Instant> lastPass,
        Duration interval,
        String waitingFor,
        long collectedChunks,
        long collectedBytes,
        long joinedParts,
        long compactedChunks,
        long discardedCopies,
        long reclaimLeft,
        long heldChunks,
        Optional<JournalIndex> readIndex,
        long unknownCopies,
        List<UnknownCopy> unknown) {
    public GcStatus {
        unknown = List.copyOf(unknown);
    }

    /**
     * A copy that nobody counts on and nobody deletes.
     *
     * @param why what is unknown about it
     */
    public record UnknownCopy(ChunkId chunk, ServerId server, String why) {}
}
