package io.penumbra.gateway.file;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.route.Arguments;
import io.penumbra.gateway.route.Parameter;
import io.penumbra.zclient.FileTree;
import io.penumbra.zclient.ZClient;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Pattern;

/** A time in the past, as people write it. */
final class AsOf {
    static final Parameter PARAMETER =
            Parameter.text(
                    "as-of",
                    "As it was then: an age such as 90s, 10m, 2h or 3d, a time such as"
                            + " 2026-11-21T10:00:00Z, or the name of a snapshot.");

    private static final Pattern AGE = Pattern.compile("(\\d{1,9})([smhd])");
    private static final Map<String, ChronoUnit> UNITS =
            Map.of(
                    "s", ChronoUnit.SECONDS,
                    "m", ChronoUnit.MINUTES,
                    "h", ChronoUnit.HOURS,
                    "d", ChronoUnit.DAYS);

    private AsOf() {}

    /** The files that are asked for: those of the present, if nothing else is said. */
    static FileTree tree(ZClient client, Arguments arguments) throws RefusedException {
        var given = arguments.text(PARAMETER.name());
        if (given.isEmpty()) {
            return client;
        }
        String when = given.get();
        return !when.isEmpty() && Character.isLetter(when.charAt(0))
                ? client.asOf(when)
                : client.asOf(parse(when, Instant.now()));
    }

    static Instant parse(String when, Instant now) throws RefusedException {
        var age = AGE.matcher(when);
        if (age.matches()) {
            var unit = UNITS.getOrDefault(age.group(2), ChronoUnit.DAYS);
            return now.minus(Duration.of(Long.parseLong(age.group(1)), unit));
        }
        try {
            return Instant.parse(when);
        } catch (DateTimeParseException e) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    "as-of",
                    "'%s' is neither an age such as 10m, nor a time such as 2026-11-21T10:00:00Z"
                            .formatted(when));
        }
    }
}
