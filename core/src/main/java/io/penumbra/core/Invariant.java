package io.penumbra.core;

import com.google.errorprone.annotations.FormatMethod;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Facts that hold unless this program is wrong. Always checked, stated positively. */
public final class Invariant {
    private Invariant() {}

    public static void check(boolean fact, String message) {
        if (!fact) {
            throw new InvariantViolation(message);
        }
    }

    @FormatMethod
    public static void check(boolean fact, String format, @Nullable Object... arguments) {
        if (!fact) {
            throw new InvariantViolation(String.format(Locale.ROOT, format, arguments));
        }
    }

    public static <T> T present(@Nullable T value, String why) {
        if (value == null) {
            throw new InvariantViolation(why);
        }
        return value;
    }
}
