package io.penumbra.gateway.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penumbra.zclient.ScrubStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How far a chunkserver is with looking at all its copies. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScrubJson(
        String server,
        boolean running,
        String began,
        @Nullable String ended,
        String next,
        long bytesChecked,
        long bytesLeft,
        long chunksChecked,
        long chunksLeft,
        long found,
        long damaged,
        long bytesPerSecond,
        @Nullable Long secondsLeft) {
    public static ScrubJson of(String server, ScrubStatus scrub) {
        return new ScrubJson(
                server,
                scrub.running(),
                scrub.began().toString(),
                scrub.ended().map(Object::toString).orElse(null),
                scrub.next().toString(),
                scrub.bytesChecked(),
                scrub.bytesLeft(),
                scrub.chunksChecked(),
                scrub.chunksLeft(),
                scrub.found(),
                scrub.damaged(),
                scrub.bytesPerSecond(),
                scrub.timeLeft().map(Duration::toSeconds).orElse(null));
    }
}
