package io.penumbra.gateway.http;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a {@code Range} header asks for, once the length of the file is known. */
public sealed interface ByteRange {
    /** No range, or one that this server may ignore: several ranges, other units, bad syntax. */
    record Whole() implements ByteRange {}

    /** Bytes {@code from} up to but not including {@code to}; never empty. */
    record Part(long from, long to) implements ByteRange {
        public String contentRange(long length) {
            return "bytes %d-%d/%d".formatted(from, to - 1, length);
        }
    }

    /** The range begins behind the end. */
    record Unsatisfiable() implements ByteRange {
        public static String contentRange(long length) {
            return "bytes */" + length;
        }
    }

    Pattern SINGLE = Pattern.compile("bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})");

    static ByteRange of(@Nullable String header, long length) {
        if (header == null) {
            return new Whole();
        }
        var range = SINGLE.matcher(header.strip());
        if (!range.matches()) {
            return new Whole();
        }
        String first = range.group(1);
        String last = range.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? new Whole() : suffix(Long.parseLong(last), length);
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last) + 1;
        if (to <= from) {
            return new Whole();
        }
        return from < length ? new Part(from, Math.min(to, length)) : new Unsatisfiable();
    }

    private static ByteRange suffix(long count, long length) {
        return count == 0 || length == 0
                ? new Unsatisfiable()
                : new Part(Math.max(0, length - count), length);
    }
}
