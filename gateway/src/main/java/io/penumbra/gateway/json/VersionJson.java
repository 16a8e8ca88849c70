package io.penumbra.gateway.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penumbra.zclient.PastVersion;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a path named for a while.
 *
 * @param since from when on
 * @param until absent if it is still there, or if that is not known any more
 * @param end "current", or why it is not there any more: "edited", "replaced" or "removed"
 * @param asOf reads it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VersionJson(
        String since,
        @Nullable String until,
        String end,
        long length,
        String modified,
        String etag,
        @Nullable String sha256,
        String owner,
        String asOf) {
    public static VersionJson of(PastVersion version) {
        var file = version.file();
        return new VersionJson(
                version.since().toString(),
                version.until().map(Instant::toString).orElse(null),
                version.end().name().toLowerCase(Locale.ROOT),
                file.length(),
                file.modified().toString(),
                FileJson.tagOf(file).toString(),
                file.sha256().orElse(null),
                file.owner(),
                version.asOf());
    }
}
