package io.penumbra.cli.file;

import io.penumbra.zclient.FileTree;
import io.penumbra.zclient.When;
import io.penumbra.zclient.ZClient;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** For commands that also read what was. */
final class AsOfOption {
    @Option(
            names = "--as-of",
            paramLabel = "WHEN",
            description =
                    "As it was then: an age such as 90s, 10m, 2h or 3d, a time such as"
                            + " 2026-11-21T10:00:00Z, the name of a snapshot, or what 'pfs versions'"
                            + " says.")
    private @Nullable String when;

    FileTree of(ZClient client) {
        var text = when;
        return text == null ? client : client.asOf(text);
    }

    /** Empty if nothing is named; for commands that do not go by snapshots. */
    Optional<Instant> time() {
        var text = when;
        if (text == null) {
            return Optional.empty();
        }
        var time = When.parse(text).time(Instant.now());
        if (time.isEmpty()) {
            throw new IllegalArgumentException(
                    "'%s': a time is wanted here, not a snapshot or a record; what that shows can be"
                                    .formatted(text)
                            + " read and copied");
        }
        return time;
    }
}
