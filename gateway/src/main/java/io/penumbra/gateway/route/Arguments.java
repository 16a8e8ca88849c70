package io.penumbra.gateway.route;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a request tells its route. Every name is one that the route declares, every value is of its
 * form; to ask for another name is a bug.
 */
public final class Arguments {
    private final Route route;
    private final Map<String, String> values;

    private Arguments(Route route, Map<String, String> values) {
        this.route = route;
        this.values = values;
    }

    /** Checks everything, so that handlers need not. */
    static Arguments of(Route route, String rawPath, QueryText query, Headers headers)
            throws RefusedException {
        var values = new TreeMap<>(route.path().values(rawPath));
        for (var name : query.names()) {
            if (route.in(Parameter.Place.QUERY).noneMatch(it -> it.name().equals(name))) {
                throw unknown(route, rawPath, name);
            }
        }
        for (var parameter : route.parameters()) {
            var given =
                    switch (parameter.place()) {
                        case PATH -> Optional.<String>empty();
                        case QUERY -> query.value(parameter.name());
                        case HEADER -> Optional.ofNullable(headers.get(parameter.name()));
                    };
            if (given.isPresent()) {
                var wrong = parameter.wrong(given.get());
                if (wrong.isPresent()) {
                    throw refused(rawPath, parameter.name() + " " + wrong.get());
                }
                values.put(parameter.name(), given.get());
            } else if (parameter.need() == Parameter.Need.REQUIRED
                    && parameter.place() != Parameter.Place.PATH) {
                throw refused(
                        rawPath,
                        "%s is missing: %s".formatted(parameter.name(), parameter.description()));
            }
        }
        return new Arguments(route, values);
    }

    /** The headers of a request. */
    interface Headers {
        @Nullable String get(String name);
    }

    /** The path that a URL such as {@code /files/a/b} is about. */
    public String path() {
        return require(PathTemplate.PATH);
    }

    public Optional<String> text(String name) {
        requireDeclared(name);
        return Optional.ofNullable(values.get(name));
    }

    /** Of a variable of the path, or a required parameter. */
    public String require(String name) {
        return text(name)
                .orElseThrow(() -> new IllegalStateException(route.name() + " needs no " + name));
    }

    public boolean has(String flag) {
        return text(flag).filter(value -> !value.equals("false")).isPresent();
    }

    public long number(String name, long otherwise) {
        return text(name).map(Long::parseLong).orElse(otherwise);
    }

    private void requireDeclared(String name) {
        if (route.parameters().stream().noneMatch(it -> it.name().equals(name))) {
            throw new IllegalStateException(route.name() + " declares no " + name);
        }
    }

    private static RefusedException unknown(Route route, String rawPath, String name) {
        var known = route.in(Parameter.Place.QUERY).map(Parameter::name).toList();
        return refused(
                rawPath,
                known.isEmpty()
                        ? "takes no query parameters, so not '" + name + "'"
                        : "unknown query parameter '%s'; %s takes %s"
                                .formatted(name, route.name(), String.join(", ", known)));
    }

    private static RefusedException refused(String rawPath, String reason) {
        return new RefusedException(RefusalCode.INVALID_ARGUMENT, rawPath, reason);
    }
}
