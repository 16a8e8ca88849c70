package io.penumbra.core.id;

import io.penumbra.core.Invariant;
import java.util.regex.Pattern;

/** A kind of disk, by the name that its operator gave it, such as {@code ssd}. */
public record Medium(String value) implements Comparable<Medium> {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{0,16}");

    /** Of whoever does not mind. */
    public static final Medium ANY = new Medium("");

    public Medium {
        Invariant.check(isName(value), "medium '%s'", value);
    }

    /** Also of the empty text: {@link #ANY}. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    public boolean isAny() {
        return value.isEmpty();
    }

    @Override
    public int compareTo(Medium other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return isAny() ? "any" : value;
    }
}
