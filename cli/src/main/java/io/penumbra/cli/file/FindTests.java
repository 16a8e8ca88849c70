package io.penumbra.cli.file;

import io.penumbra.zclient.FileKind;
import io.penumbra.zclient.FileStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What {@code find} asks of each file, as users of find know it. */
final class FindTests {
    private static final Pattern NUMBER = Pattern.compile("([+-]?)(\\d{1,18})([cbkMG]?)");

    private final Instant now;
    private Predicate<FileStatus> all = _ -> true;

    FindTests(Instant now) {
        this.now = now;
    }

    Predicate<FileStatus> all() {
        return all;
    }

    void name(String pattern, boolean anyCase) {
        var regex =
                Pattern.compile(
                        regex(pattern),
                        Pattern.DOTALL
                                | (anyCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0));
        all = all.and(file -> regex.matcher(file.name()).matches());
    }

    void type(String letter) {
        var kind =
                switch (letter) {
                    case "f" -> FileKind.FILE;
                    case "d" -> FileKind.DIRECTORY;
                    case "l" -> FileKind.LINK;
                    default ->
                            throw new IllegalArgumentException(
                                    "-type %s: f, d or l is wanted".formatted(letter));
                };
        all = all.and(file -> file.kind() == kind);
    }

    void size(String text) {
        var number = NUMBER.matcher(text);
        if (!number.matches()) {
            throw new IllegalArgumentException("-size %s: not as in +10M".formatted(text));
        }
        long unit =
                switch (number.group(3)) {
                    case "c" -> 1;
                    case "k" -> 1 << 10;
                    case "M" -> 1 << 20;
                    case "G" -> 1 << 30;
                    default -> 512;
                };
        var fits = compare(number.group(1), Long.parseLong(number.group(2)));
        all = all.and(file -> fits.test(Math.ceilDiv(file.length(), unit)));
    }

    void newerThan(Instant time) {
        all = all.and(file -> file.modified().isAfter(time));
    }

    void minutes(String text) {
        age("-mmin", text, Duration.ofMinutes(1));
    }

    void days(String text) {
        age("-mtime", text, Duration.ofDays(1));
    }

    /** Whole units that have passed count. */
    private void age(String option, String text, Duration unit) {
        var number = NUMBER.matcher(text);
        if (!number.matches() || !number.group(3).isEmpty()) {
            throw new IllegalArgumentException("%s %s: not as in +10".formatted(option, text));
        }
        var fits = compare(number.group(1), Long.parseLong(number.group(2)));
        all = all.and(file -> fits.test(Duration.between(file.modified(), now).dividedBy(unit)));
    }

    private static LongPredicate compare(String sign, long number) {
        return switch (sign) {
            case "+" -> value -> value > number;
            case "-" -> value -> value < number;
            default -> value -> value == number;
        };
    }

    /** A shell's pattern as a regular expression. */
    private static String regex(String pattern) {
        var regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            int end = c == '[' ? pattern.indexOf(']', i + 2) : -1;
            if (end > 0) {
                regex.append(oneOf(pattern.substring(i + 1, end)));
                i = end;
            } else if (c == '\\' && i + 1 < pattern.length()) {
                regex.append(Pattern.quote(pattern.substring(++i, i + 1)));
            } else {
                regex.append(
                        switch (c) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(String.valueOf(c));
                        });
            }
        }
        return regex.toString();
    }

    private static String oneOf(String characters) {
        boolean none = characters.startsWith("!") || characters.startsWith("^");
        var these =
                (none ? characters.substring(1) : characters).replaceAll("[\\[\\\\&^]", "\\\\$0");
        return "[" + (none ? "^" : "") + these + "]";
    }
}
