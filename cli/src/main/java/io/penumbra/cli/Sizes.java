package io.penumbra.cli;

import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers of bytes as people write and read them. */
public final class Sizes {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})([KMGTP]?)(i?B)?");
    private static final String UNITS = "KMGTP";
    private static final int STEP_BITS = 10;
    private static final int STEP = 1 << STEP_BITS;

    private Sizes() {}

    /** Parses {@code 4096}, {@code 64K}, {@code 10GiB}. */
    public static long parse(String text) {
        var size = SIZE.matcher(text.strip());
        if (size.matches()) {
            int steps = size.group(2).isEmpty() ? 0 : 1 + UNITS.indexOf(size.group(2));
            long number = Long.parseLong(size.group(1));
            long bytes = number << (steps * STEP_BITS);
            if (bytes >> (steps * STEP_BITS) == number) {
                return bytes;
            }
        }
        throw new IllegalArgumentException(text + ": not a size such as 4096, 64K or 10GiB");
    }

    /** To three digits or so. */
    public static String text(long bytes) {
        double left = bytes;
        int steps = 0;
        while (left >= STEP && steps < UNITS.length()) {
            left /= STEP;
            steps++;
        }
        return steps == 0
                ? bytes + " B"
                : String.format(Locale.ROOT, "%.1f %siB", left, UNITS.charAt(steps - 1));
    }
}
