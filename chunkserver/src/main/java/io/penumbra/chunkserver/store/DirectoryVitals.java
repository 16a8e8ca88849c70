package io.penumbra.chunkserver.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;

/**
 * How a data directory is at one moment.
 *
 * @param wrong what is wrong with it, in words; empty if nothing is
 * @param work empty if it is out of service
 */
public record DirectoryVitals(DataPlace place, String wrong, Optional<Work> work) {
    // It writes every second.
    private static final Duration PROBE_AGE_MAX = Duration.ofSeconds(5);

    /**
     * What one in service does.
     *
     * @param heldBytes what the chunks take
     * @param probeAge since the last small write began that reached the disk
     */
    public record Work(
            String storage, Space space, long chunks, long heldBytes, Duration probeAge) {}

    public static DirectoryVitals outOfService(DataPlace place, String why) {
        return new DirectoryVitals(place, "out of service: " + why, Optional.empty());
    }

    public static DirectoryVitals inService(DataPlace place, Work work) {
        return new DirectoryVitals(place, wrong(work), Optional.of(work));
    }

    private static String wrong(Work work) {
        var wrong = new ArrayList<String>();
        if (!work.space().isEnoughForWriters()) {
            wrong.add(
                    "less than %d %% of the disk are free: nothing new is written"
                            .formatted(Space.RESERVED_PERCENT));
        }
        if (work.probeAge().compareTo(PROBE_AGE_MAX) > 0) {
            wrong.add(
                    "no write has reached the disk for %d s"
                            .formatted(work.probeAge().toSeconds()));
        }
        return String.join("; ", wrong);
    }
}
