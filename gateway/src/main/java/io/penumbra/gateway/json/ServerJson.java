package io.penumbra.gateway.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penumbra.core.port.Address;
import io.penumbra.zclient.LeavingServer;
import io.penumbra.zclient.ProcessStatus;
import io.penumbra.zclient.ServerMode;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A chunkserver, and what is to become of its copies.
 *
 * @param mode "serving", "draining" or "maintenance"
 * @param until when maintenance ends by itself
 * @param countedOn of one that is not serving: chunks in use that still count on it; absent until
 *     that is known
 * @param drained whether nothing is lost when it goes for good
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServerJson(
        String server,
        @Nullable String address,
        boolean live,
        String mode,
        @Nullable String until,
        @Nullable Long countedOn,
        boolean drained,
        long capacityBytes,
        long freeBytes,
        long chunks) {
    public static ServerJson of(ProcessStatus process, Optional<LeavingServer> leaving) {
        return new ServerJson(
                process.id(),
                process.address().map(Address::toString).orElse(null),
                process.live(),
                leaving.map(LeavingServer::mode)
                        .orElse(ServerMode.SERVING)
                        .name()
                        .toLowerCase(Locale.ROOT),
                leaving.flatMap(LeavingServer::until).map(Object::toString).orElse(null),
                leaving.filter(LeavingServer::counted).map(LeavingServer::chunks).orElse(null),
                leaving.map(LeavingServer::isDrained).orElse(false),
                process.capacityBytes(),
                process.freeBytes(),
                process.chunks());
    }
}
