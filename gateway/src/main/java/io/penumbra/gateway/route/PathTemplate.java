package io.penumbra.gateway.route;

import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which URLs a route serves: {@code /servers/{server}/scrub}. A variable stands for one segment;
 * the one called {@code path} for all that is left, as an absolute path, be it only the root.
 */
public record PathTemplate(String text) {
    static final String PATH = "path";

    private List<String> segments() {
        return List.of(text.substring(1).split("/", -1));
    }

    private static Optional<String> variable(String segment) {
        return segment.startsWith("{")
                ? Optional.of(segment.substring(1, segment.length() - 1))
                : Optional.empty();
    }

    List<String> variables() {
        return segments().stream().flatMap(segment -> variable(segment).stream()).toList();
    }

    boolean matches(String rawPath) {
        if (!rawPath.startsWith("/")) {
            return false;
        }
        var parts = List.of(rawPath.substring(1).split("/", -1));
        var wanted = segments();
        for (int i = 0; i < wanted.size(); i++) {
            var variable = variable(wanted.get(i));
            if (variable.isPresent() && variable.get().equals(PATH)) {
                return true;
            }
            if (i >= parts.size()
                    || (variable.isPresent()
                            ? parts.get(i).isEmpty()
                            : !parts.get(i).equals(wanted.get(i)))) {
                return false;
            }
        }
        return parts.size() == wanted.size();
    }

    /** What the variables stand for in a URL that matches, decoded. */
    Map<String, String> values(String rawPath) throws RefusedException {
        var values = new TreeMap<String, String>();
        int at = 0;
        for (var segment : segments()) {
            var variable = variable(segment);
            if (variable.isPresent() && variable.get().equals(PATH)) {
                String rest = rawPath.substring(Math.min(at, rawPath.length()));
                values.put(PATH, FileUrl.toPath(rest));
                return values;
            }
            int end = rawPath.indexOf('/', at + 1);
            String part = rawPath.substring(at + 1, end < 0 ? rawPath.length() : end);
            if (variable.isPresent()) {
                values.put(variable.get(), FileUrl.decode(part));
            }
            at += 1 + part.length();
        }
        return values;
    }
}
