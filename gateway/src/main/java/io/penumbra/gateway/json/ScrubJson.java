package io.penumbra.gateway.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penumbra.core.port.Address;
import io.penumbra.zclient.ProcessStatus;
import io.penumbra.zclient.ScrubStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How far a chunkserver is with looking at all its copies. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScrubJson(
        String server,
        String address,
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
    public static ScrubJson of(ProcessStatus server, ScrubStatus scrub) {
        return new ScrubJson(
                server.id(),
                server.address().map(Address::toString).orElse("-"),
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
