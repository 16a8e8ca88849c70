package io.penumbra.zclient;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/** A moment of the past, as people type it. */
public sealed interface When {
    /** Before the number of a record. */
    String RECORD = "@";

    Pattern NUMBERED = Pattern.compile(RECORD + "(\\d{1,18})");
    Pattern AGE = Pattern.compile("(\\d{1,9})([smhd])");

    /** So long ago. */
    record Ago(Duration age) implements When {}

    record At(Instant time) implements When {}

    /** What the snapshot of this name shows. */
    record InSnapshot(String name) implements When {}

    /**
     * What had been decided up to and including a record of the journal.
     *
     * @param index its number
     */
    record AtRecord(long index) implements When {}

    /**
     * Names of snapshots begin with a letter, and nothing else does.
     *
     * <pre>{@code
     * When.parse("10m");
     * }</pre>
     */
    static When parse(String text) {
        if (!text.isEmpty() && Character.isLetter(text.charAt(0))) {
            return new InSnapshot(text);
        }
        var record = NUMBERED.matcher(text);
        if (record.matches()) {
            return new AtRecord(Long.parseLong(record.group(1)));
        }
        var age = AGE.matcher(text);
        if (age.matches()) {
            return new Ago(duration(Long.parseLong(age.group(1)), age.group(2)));
        }
        try {
            return new At(Instant.parse(text));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'%s': neither an age such as 10m, nor a time such as 2026-11-21T10:00:00Z, nor"
                                    .formatted(text)
                            + " a snapshot's name",
                    e);
        }
    }

    /**
     * When that is, seen from {@code now}; a snapshot or a record shows a moment and does not name
     * it.
     *
     * <pre>{@code
     * When.parse("10m").time(Instant.now());
     * }</pre>
     */
    default Optional<Instant> time(Instant now) {
        return switch (this) {
            case Ago(var age) -> Optional.of(now.minus(age));
            case At(var time) -> Optional.of(time);
            case InSnapshot _, AtRecord _ -> Optional.empty();
        };
    }

    private static Duration duration(long count, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
