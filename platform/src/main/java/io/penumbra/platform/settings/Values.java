package io.penumbra.platform.settings;

import com.google.common.base.Splitter;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How values are written. What cannot be read is answered with what would be right. */
public final class Values {
    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,18})\\s*([A-Za-z]*)");
    private static final Splitter COMMAS = Splitter.on(',').trimResults().omitEmptyStrings();

    private Values() {}

    static int integer(String text, int min, int max) {
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(notBetween(text, min, max), e);
        }
        throw new IllegalArgumentException(notBetween(text, min, max));
    }

    private static String notBetween(String text, int min, int max) {
        return "'%s' is not a whole number from %d to %d".formatted(text, min, max);
    }

    static long bytes(String text) {
        var example = "a size such as 512, 4KiB, 64MiB or 1GiB";
        var quantity = quantity(text, example);
        long unit =
                switch (quantity.group(2)) {
                    case "", "B" -> 1;
                    case "KiB" -> 1L << 10;
                    case "MiB" -> 1L << 20;
                    case "GiB" -> 1L << 30;
                    case "TiB" -> 1L << 40;
                    default -> throw not(text, example);
                };
        return scaled(text, quantity, unit, example);
    }

    public static Duration duration(String text) {
        var example = "a time such as 500ms, 10s, 5m, 2h or 7d";
        var quantity = quantity(text, example);
        long millis =
                switch (quantity.group(2)) {
                    case "ms" -> 1;
                    case "s" -> 1_000;
                    case "m" -> 60_000;
                    case "h" -> 3_600_000;
                    case "d" -> 86_400_000;
                    default -> throw not(text, example);
                };
        return Duration.ofMillis(scaled(text, quantity, millis, example));
    }

    private static Matcher quantity(String text, String example) {
        var quantity = QUANTITY.matcher(text);
        if (!quantity.matches()) {
            throw not(text, example);
        }
        return quantity;
    }

    private static long scaled(String text, Matcher quantity, long unit, String example) {
        long count = Long.parseLong(quantity.group(1));
        if (count > Long.MAX_VALUE / unit) {
            throw not(text, example);
        }
        return count * unit;
    }

    private static IllegalArgumentException not(String text, String example) {
        return new IllegalArgumentException("'%s' is not %s".formatted(text, example));
    }

    static boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "'%s' is neither true nor false".formatted(text));
        };
    }

    static List<String> list(String text) {
        return COMMAS.splitToList(text);
    }
}
