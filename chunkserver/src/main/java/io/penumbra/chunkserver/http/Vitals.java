package io.penumbra.chunkserver.http;

import org.jspecify.annotations.Nullable;

/**
 * How a chunkserver is at one moment.
 *
 * @param health {@value #HEALTHY}, or what is wrong, in words
 * @param capacityBytes of the disk; absent if it does not say in time, as the free bytes
 * @param usedBytes what the chunks take
 * @param openStreams writers at work
 * @param openFiles held open, in use or to be at hand
 * @param unwrittenBytes received and not on disk yet
 * @param waitingFileCalls that have no thread yet
 * @param readBytes of chunks since the start, as the written ones
 * @param promisedEpoch masters of lower epochs are refused
 * @param writeProbeAgeSeconds since the last small write began that reached the disk
 */
record Vitals(
        String server,
        String cluster,
        String address,
        String host,
        String rack,
        long pid,
        String health,
        @Nullable Long capacityBytes,
        @Nullable Long freeBytes,
        long usedBytes,
        long chunks,
        int openStreams,
        int openFiles,
        long unwrittenBytes,
        int waitingFileCalls,
        long readBytes,
        long writtenBytes,
        long promisedEpoch,
        double writeProbeAgeSeconds) {
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
                .put("openStreams", openStreams)
                .put("openFiles", openFiles)
                .put("unwrittenBytes", unwrittenBytes)
                .put("waitingFileCalls", waitingFileCalls)
                .put("readBytes", readBytes)
                .put("writtenBytes", writtenBytes)
                .put("promisedEpoch", promisedEpoch)
                .put("writeProbeAgeSeconds", writeProbeAgeSeconds);
    }
}
