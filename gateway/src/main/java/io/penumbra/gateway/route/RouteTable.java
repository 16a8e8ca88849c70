package io.penumbra.gateway.route;

import io.penumbra.core.Invariant;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;

/** Everything that can be asked of the gateway: whatever is not in here is not served. */
public final class RouteTable {
    /**
     * What makes a request that changes something depend on a state, and so must not be ignored.
     */
    private static final List<HttpHeader> CONDITIONS =
            List.of(HttpHeader.IF_MATCH, HttpHeader.IF_NONE_MATCH, HttpHeader.IF_UNMODIFIED_SINCE);

    private final List<Route> routes;

    public RouteTable(List<Route> routes) {
        this.routes = List.copyOf(routes);
        var names = new HashSet<String>();
        this.routes.forEach(route ->
                Invariant.check(names.add(route.name()), "twice in the table: %s", route.name()));
    }

    public List<Route> routes() {
        return routes;
    }

    /** A route, and what it is told. */
    public record Match(Route route, Arguments arguments) {
        public void serve(Exchange exchange) throws IOException, RefusedException {
            exchange.isServedBy(route);
            route.handler().serve(exchange, arguments);
        }
    }

    /** What serves this request; refused, with the reason, if nothing does. */
    public Match match(Exchange exchange) throws RefusedException {
        String path = exchange.rawPath();
        var here = routes.stream().filter(route -> route.path().matches(path)).toList();
        if (here.isEmpty()) {
            throw new RefusedException(
                    RefusalCode.NOT_FOUND,
                    path,
                    "nothing is served here; files are below /files, and /docs says what else"
                            + " there is");
        }
        var query = exchange.query();
        var route = chosen(exchange, withMethod(exchange, here), query);
        requireNoOtherCondition(exchange, route);
        return new Match(route, Arguments.of(route, path, query, exchange::header));
    }

    private static List<Route> withMethod(Exchange exchange, List<Route> here)
            throws RefusedException {
        var method =
                Arrays.stream(Method.values())
                        .filter(it -> it.name().equals(exchange.method()))
                        .findFirst();
        var of = method.map(it -> of(it, here)).orElse(List.of());
        // Where nothing else is said, HEAD is GET without its body.
        if (of.isEmpty() && method.equals(Optional.of(Method.HEAD))) {
            of = of(Method.GET, here).stream().filter(route -> !route.lasts()).toList();
        }
        if (of.isEmpty()) {
            String allowed =
                    here.stream()
                            .map(route -> route.method().name())
                            .distinct()
                            .sorted()
                            .collect(Collectors.joining(", "));
            exchange.set(HttpHeader.ALLOW, allowed);
            throw new RefusedException(
                    RefusalCode.METHOD_NOT_ALLOWED,
                    exchange.rawPath(),
                    exchange.method() + " is not served here; there are " + allowed);
        }
        return of;
    }

    private static List<Route> of(Method method, List<Route> routes) {
        return routes.stream().filter(route -> route.method() == method).toList();
    }

    /** By its selector, then by what the client accepts; else the route that needs neither. */
    private static Route chosen(Exchange exchange, List<Route> routes, QueryText query)
            throws RefusedException {
        String path = exchange.rawPath();
        var named =
                routes.stream()
                        .filter(it -> it.selector().filter(s -> query.has(s.name())).isPresent())
                        .toList();
        if (named.size() > 1) {
            throw refused(path, "ask for one thing at a time, not for " + selectors(named));
        }
        if (named.size() == 1) {
            return named.getFirst();
        }
        var plain = routes.stream().filter(route -> route.selector().isEmpty()).toList();
        return plain.stream()
                .filter(route -> route.accepted().filter(exchange::isAccepted).isPresent())
                .findFirst()
                .or(() -> plain.stream().filter(it -> it.accepted().isEmpty()).findFirst())
                .orElseThrow(() -> refused(path, "say what is to be done: " + selectors(routes)));
    }

    private static String selectors(List<Route> routes) {
        return routes.stream()
                .flatMap(route -> route.selector().stream())
                .map(selector -> "?" + selector.name())
                .collect(Collectors.joining(", "));
    }

    private static void requireNoOtherCondition(Exchange exchange, Route route)
            throws RefusedException {
        if (route.method().isSafe()) {
            return;
        }
        for (var condition : CONDITIONS) {
            String name = condition.asString();
            if (exchange.header(name) != null
                    && route.in(Parameter.Place.HEADER).noneMatch(it -> it.name().equals(name))) {
                throw refused(
                        exchange.rawPath(),
                        "%s does not go by %s; leave it out".formatted(route.name(), name));
            }
        }
    }

    private static RefusedException refused(String path, String reason) {
        return new RefusedException(RefusalCode.INVALID_ARGUMENT, path, reason);
    }
}
