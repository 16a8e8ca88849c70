package io.penumbra.chunkserver.http;

import io.penumbra.chunkserver.store.DirectoryVitals;
import io.penumbra.platform.http.JsonObject;
import java.util.List;

/**
 * How a chunkserver is at one moment.
 *
 * @param health {@value #HEALTHY}, or what is wrong, in words
 * @param capacityBytes of all disks in service, as the free bytes
 * @param usedBytes what the chunks take
 * @param openStreams writers at work
 * @param openFiles held open, in use or to be at hand
 * @param unwrittenBytes received and not on disk yet
 * @param waitingFileCalls that have no thread yet
 * @param damagedChunks that were found so, and are not replaced yet
 * @param readBytes of chunks since the start, as the written ones
 * @param archivedItems system chunks
 * @param tailIndex the last record of the journal's tail that is on disk here
 * @param promisedEpoch masters of lower epochs are refused
 * @param writeProbeAgeSeconds since the last small write began that reached its disk, on the worst
 */
record Vitals(
        String server,
        String cluster,
        String address,
        String host,
        String rack,
        long pid,
        String health,
        long capacityBytes,
        long freeBytes,
        long usedBytes,
        long chunks,
        long damagedChunks,
        int openStreams,
        int openFiles,
        long unwrittenBytes,
        int waitingFileCalls,
        long readBytes,
        long writtenBytes,
        long archivedItems,
        long tailIndex,
        long promisedEpoch,
        double writeProbeAgeSeconds,
        List<DirectoryVitals> directories) {
    static final String HEALTHY = "healthy";

    /** What {@code /status} says. */
    JsonObject json() {
        return new JsonObject()
                .put("server", server)
                .put("cluster", cluster)
                .put("address", address)
                .put("host", host)
                .put("rack", rack)
                .put("pid", pid)
                .put("health", health)
                .put("capacityBytes", capacityBytes)
                .put("freeBytes", freeBytes)
                .put("usedBytes", usedBytes)
                .put("chunks", chunks)
                .put("damagedChunks", damagedChunks)
                .put("openStreams", openStreams)
                .put("openFiles", openFiles)
                .put("unwrittenBytes", unwrittenBytes)
                .put("waitingFileCalls", waitingFileCalls)
                .put("readBytes", readBytes)
                .put("writtenBytes", writtenBytes)
                .put("archivedItems", archivedItems)
                .put("tailIndex", tailIndex)
                .put("promisedEpoch", promisedEpoch)
                .put("writeProbeAgeSeconds", writeProbeAgeSeconds)
                .put("directories", directories.stream().map(Vitals::json).toList());
    }

    private static JsonObject json(DirectoryVitals directory) {
        var json =
                new JsonObject()
                        .put("directory", directory.place().name())
                        .put("medium", directory.place().medium())
                        .put("health", directory.wrong().isEmpty() ? HEALTHY : directory.wrong());
        directory
                .work()
                .ifPresent(work ->
                        json.put("storage", work.storage())
                                .put("capacityBytes", work.space().capacityBytes())
                                .put("freeBytes", work.space().freeBytes())
                                .put("usedBytes", work.heldBytes())
                                .put("chunks", work.chunks())
                                .put("writeProbeAgeSeconds", work.probeAge().toMillis() / 1e3));
        return json;
    }
}
