package io.penumbra.zclient.data;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ChunkId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was acknowledged without an fsync: of which chunks, and up to where. */
public final class Unsynced {
    /** A chunk as it was written to. */
    record Part(GrantedChunk chunk, long length) {}

    @GuardedBy("this")
    private final Map<ChunkId, Part> parts = new LinkedHashMap<>();

    synchronized void add(Part part) {
        if (!part.chunk().isFsynced()) {
            parts.merge(
                    part.chunk().chunk(),
                    part,
                    (one, other) -> one.length() >= other.length() ? one : other);
        }
    }

    /** All of the other's, too. */
    public void addAll(Unsynced other) {
        other.parts().forEach(this::add);
    }

    synchronized List<Part> parts() {
        return List.copyOf(parts.values());
    }

    synchronized void remove(Part synced) {
        parts.remove(synced.chunk().chunk(), synced);
    }
}
