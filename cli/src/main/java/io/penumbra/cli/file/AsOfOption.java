package io.penumbra.cli.file;

import io.penumbra.zclient.FileTree;
import io.penumbra.zclient.ZClient;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** For commands that also read what was. */
final class AsOfOption {
    private static final Pattern AGE = Pattern.compile("(\\d{1,9})([smhd])");

    @Option(
            names = "--as-of",
            paramLabel = "WHEN",
            description =
                    "As it was then: an age such as 90s, 10m, 2h or 3d, a time such as"
                            + " 2026-11-21T10:00:00Z, or the name of a snapshot.")
    private @Nullable String when;

    FileTree of(ZClient client) {
        var text = when;
        if (text == null) {
            return client;
        }
        return isSnapshot(text) ? client.asOf(text) : client.asOf(parse(text));
    }

    /** Empty if nothing is named; for commands that do not go by snapshots. */
    Optional<Instant> time() {
        var text = when;
        if (text != null && isSnapshot(text)) {
            throw new IllegalArgumentException(
                    "'%s': a time is wanted here, not a snapshot; what that shows can be read and"
                                    .formatted(text)
                            + " copied");
        }
        return Optional.ofNullable(text).map(AsOfOption::parse);
    }

    private static boolean isSnapshot(String text) {
        return !text.isEmpty() && Character.isLetter(text.charAt(0));
    }

    private static Instant parse(String text) {
        var age = AGE.matcher(text);
        if (age.matches()) {
            return Instant.now().minus(duration(age.group(1), age.group(2)));
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'%s': neither an age such as 10m, nor a time such as 2026-11-21T10:00:00Z"
                            .formatted(text),
                    e);
        }
    }

    private static Duration duration(String number, String unit) {
        long count = Long.parseLong(number);
        return switch (unit) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
