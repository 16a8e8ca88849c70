package io.penumbra.zclient;

import io.penumbra.core.id.JournalIndex;
import java.util.List;
import java.util.Optional;

/**
 * Some versions of what a path named, the oldest first.
 *
 * @param next behind which record there may be more
 */
public record VersionPage(List<PastVersion> versions, Optional<JournalIndex> next) {
    public VersionPage {
        versions = List.copyOf(versions);
    }
}
