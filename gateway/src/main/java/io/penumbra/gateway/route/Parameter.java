package io.penumbra.gateway.route;

import java.util.List;
import java.util.Optional;

/**
 * Something that a route can be told.
 *
 * @param description for people, as all descriptions of the table
 */
public record Parameter(String name, Place place, Form form, Need need, String description) {
    /** Where it stands in the request. */
    public enum Place {
        PATH,
        QUERY,
        HEADER
    }

    /** Whether it may be left out. */
    public enum Need {
        REQUIRED,
        OPTIONAL
    }

    /** Which values it takes. */
    public sealed interface Form {
        /** There or not: {@code ?stat} means {@code ?stat=true}. */
        record Flag() implements Form {}

        record Text() implements Form {}

        /** A whole number within these bounds, both included. */
        record Whole(long least, long most) implements Form {}
    }

    public static Parameter flag(String name, String description) {
        return new Parameter(name, Place.QUERY, new Form.Flag(), Need.OPTIONAL, description);
    }

    public static Parameter text(String name, String description) {
        return new Parameter(name, Place.QUERY, new Form.Text(), Need.OPTIONAL, description);
    }

    public static Parameter number(String name, long least, long most, String description) {
        var form = new Form.Whole(least, most);
        return new Parameter(name, Place.QUERY, form, Need.OPTIONAL, description);
    }

    public static Parameter header(String name, String description) {
        return new Parameter(name, Place.HEADER, new Form.Text(), Need.OPTIONAL, description);
    }

    static Parameter variable(String name, String description) {
        return new Parameter(name, Place.PATH, new Form.Text(), Need.REQUIRED, description);
    }

    public Parameter required() {
        return new Parameter(name, place, form, Need.REQUIRED, description);
    }

    /** What is wrong with a value, in words; empty if nothing is. */
    Optional<String> wrong(String value) {
        return switch (form) {
            case Form.Flag() ->
                    List.of("", "true", "false").contains(value)
                            ? Optional.empty()
                            : Optional.of("is 'true' or 'false', not '" + value + "'");
            case Form.Text() -> Optional.empty();
            case Form.Whole(var least, var most) -> wrongNumber(value, least, most);
        };
    }

    private static Optional<String> wrongNumber(String value, long least, long most) {
        try {
            long number = Long.parseLong(value);
            return number >= least && number <= most
                    ? Optional.empty()
                    : Optional.of("is from %d to %d, not %s".formatted(least, most, value));
        } catch (NumberFormatException e) {
            return Optional.of("is a number, not '" + value + "'");
        }
    }
}
