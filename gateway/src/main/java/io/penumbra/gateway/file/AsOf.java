package io.penumbra.gateway.file;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.route.Arguments;
import io.penumbra.gateway.route.Parameter;
import io.penumbra.zclient.FileTree;
import io.penumbra.zclient.When;
import io.penumbra.zclient.ZClient;
import java.time.Instant;

/** A time in the past, as people write it. */
final class AsOf {
    static final Parameter PARAMETER =
            Parameter.text(
                    "as-of",
                    "As it was then: an age such as 90s, 10m, 2h or 3d, a time such as"
                            + " 2026-11-21T10:00:00Z, the name of a snapshot, or @ and a record, as"
                            + " ?versions says it.");

    private AsOf() {}

    /** The files that are asked for: those of the present, if nothing else is said. */
    static FileTree tree(ZClient client, Arguments arguments) throws RefusedException {
        var given = arguments.text(PARAMETER.name());
        if (given.isEmpty()) {
            return client;
        }
        try {
            return client.asOf(given.get());
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    /** Of something that was there then. */
    static Instant time(String text, Instant now) throws RefusedException {
        try {
            var time = When.parse(text).time(now);
            if (time.isPresent()) {
                return time.get();
            }
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
        throw refused("'%s': a time is wanted here, not a snapshot or a record".formatted(text));
    }

    private static RefusedException refused(String reason) {
        return new RefusedException(RefusalCode.INVALID_ARGUMENT, PARAMETER.name(), reason);
    }
}
