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
                            + " 2026-11-21T10:00:00Z, or the name of a snapshot.")
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
        return switch (When.parse(text)) {
            case When.Ago(var age) -> Optional.of(Instant.now().minus(age));
            case When.At(var time) -> Optional.of(time);
            case When.InSnapshot(var name) ->
                    throw new IllegalArgumentException(
                            "'%s': a time is wanted here, not a snapshot; what that shows can be"
                                            .formatted(name)
                                    + " read and copied");
        };
    }
}
