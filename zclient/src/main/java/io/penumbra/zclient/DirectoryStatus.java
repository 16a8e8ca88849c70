package io.penumbra.zclient;

/**
 * A data directory of a chunkserver.
 *
 * @param name its path
 * @param medium what kind of disk it is on
 * @param wrong what is wrong with it, in words; empty if nothing is
 */
public record DirectoryStatus(
        String name, String medium, String wrong, long capacityBytes, long freeBytes, long chunks) {
    public boolean isHealthy() {
        return wrong.isEmpty();
    }
}
