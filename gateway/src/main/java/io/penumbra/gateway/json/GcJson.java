package io.penumbra.gateway.json;

import io.penumbra.core.id.JournalIndex;
import io.penumbra.zclient.GcStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The collector's state for machines. */
public record GcJson(
        long passes,
        boolean running,
        @Nullable String lastPass,
        long intervalSeconds,
        String waitingFor,
        long collectedChunks,
        long collectedBytes,
        long joinedParts,
        long compactedChunks,
        long discardedCopies,
        long reclaimLeft,
        long heldChunks,
        @Nullable Long readIndex,
        long unknownCopies,
        List<Copy> unknown) {
    public record Copy(String chunk, String server, String why) {}

    public static GcJson of(GcStatus gc) {
        return new GcJson(
                gc.passes(),
                gc.running(),
                gc.lastPass().map(Object::toString).orElse(null),
                gc.interval().toSeconds(),
                gc.waitingFor(),
                gc.collectedChunks(),
                gc.collectedBytes(),
                gc.joinedParts(),
                gc.compactedChunks(),
                gc.discardedCopies(),
                gc.reclaimLeft(),
                gc.heldChunks(),
                gc.readIndex().map(JournalIndex::value).orElse(null),
                gc.unknownCopies(),
                gc.unknown().stream()
                        .map(it -> new Copy(it.chunk().toString(), it.server().value(), it.why()))
                        .toList());
    }
}
