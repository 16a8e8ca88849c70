package io.penumbra.cli.cluster;

import io.penumbra.zclient.LeavingServer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A chunkserver that is drained or maintained, for machines. */
record LeavingJson(
        String server,
        String mode,
        boolean drained,
        @Nullable String until,
        long chunks,
        long bytes,
        boolean keepsArchive) {
    static LeavingJson of(LeavingServer it) {
        return new LeavingJson(
                it.server().value(),
                it.mode().name().toLowerCase(Locale.ROOT),
                it.isDrained(),
                it.until().map(Object::toString).orElse(null),
                it.chunks(),
                it.bytes(),
                it.keepsArchive());
    }
}
