package io.penumbra.zclient;

import io.penumbra.core.id.ServerId;
import java.time.Instant;
import java.util.Optional;

/**
 * A chunkserver that is drained or maintained.
 *
 * @param until when maintenance ends by itself
 * @param chunks in use that are still counted on there
 * @param bytes in them
 * @param counted false until all chunks were looked at since this mode was set
 * @param keepsArchive whether parts of the masters' archive are still counted on there, or nobody
 *     has looked yet
 */
public record LeavingServer(
        ServerId server,
        ServerMode mode,
        Optional<Instant> until,
        long chunks,
        long bytes,
        boolean counted,
        boolean keepsArchive) {
    /** Whether nothing is lost when it goes for good. */
    public boolean isDrained() {
        return mode == ServerMode.DRAINING && counted && chunks == 0 && !keepsArchive;
    }
}
