package io.penumbra.chunkserver.store;

import io.penumbra.core.port.Disk;

/**
 * A data directory as it is set up.
 *
 * @param name what people call it: its path
 * @param medium what kind of disk it is on, such as {@code ssd}
 */
public record DataPlace(String name, String medium, Disk disk) {
    /** The medium of a directory of which nothing is said. */
    public static final String MEDIUM_DEFAULT = "disk";

    @Override
    public String toString() {
        return "data directory " + name;
    }
}
