package io.penumbra.chunkserver.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A flat JSON object. Written by hand: a library for it costs a chunkserver 20 MiB. */
final class JsonObject {
    private final StringBuilder text = new StringBuilder("{");

    JsonObject put(String name, String value) {
        return putRaw(name, quoted(value));
    }

    /** What is not known is left out. */
    JsonObject put(String name, @Nullable Number value) {
        return value == null ? this : putRaw(name, value.toString());
    }

    private JsonObject putRaw(String name, String value) {
        text.append(text.length() == 1 ? "\n  " : ",\n  ");
        text.append(quoted(name)).append(": ").append(value);
        return this;
    }

    private static String quoted(String value) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    @Override
    public String toString() {
        return text + "\n}\n";
    }
}
