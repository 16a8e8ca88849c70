package io.penumbra.chunkserver;

import io.penumbra.chunkserver.scrub.ScrubSettings;
import io.penumbra.core.port.Address;
import java.time.Duration;

/**
 * How a chunkserver is set up. Immutable; read once, when the process starts. Which cluster it
 * belongs to and what it is called stand in its data directories since they were formatted.
 *
 * @param listen where it listens; port 0 takes a free one
 * @param advertisedHost the name by which others reach it
 * @param host the machine it runs on: copies are kept apart by it
 * @param rack where the machine stands: copies are kept apart by it, too
 * @param trashKeep how long a copy that is no longer needed can still be saved from the trash
 * @param httpPort where, at the host where it listens, it serves HTTP; 0 means nowhere
 * @param scrub how often, and how fast, it looks at all that it has
 */
public record ChunkserverSettings(
        Address listen,
        String advertisedHost,
        String host,
        String rack,
        Duration trashKeep,
        int httpPort,
        ScrubSettings scrub) {
    /** What stands in the settings file as {@code chunkserver.rack} if nothing does. */
    public static final String RACK_DEFAULT = "default";

    public static final Duration TRASH_KEEP = Duration.ofMinutes(10);

    public ChunkserverSettings {
        if (advertisedHost.isEmpty() || host.isEmpty() || rack.isEmpty()) {
            throw new IllegalArgumentException(
                    "a chunkserver needs an advertised host, a host and a rack");
        }
    }
}
