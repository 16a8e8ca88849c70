package io.penumbra.platform.http;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A JSON object. Written by hand: a library for it costs a process 20 MiB. */
public final class JsonObject {
    private final StringBuilder text = new StringBuilder("{");

    public JsonObject put(String name, String value) {
        return putRaw(name, quoted(value));
    }

    public JsonObject put(String name, Number value) {
        return putRaw(name, value.toString());
    }

    public JsonObject put(String name, List<JsonObject> objects) {
        var inner =
                objects.stream()
                        .map(object -> object.toString().strip().replace("\n", "\n    "))
                        .collect(Collectors.joining(",\n    "));
        return putRaw(name, objects.isEmpty() ? "[]" : "[\n    " + inner + "\n  ]");
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
