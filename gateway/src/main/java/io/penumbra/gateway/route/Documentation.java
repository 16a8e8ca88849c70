package io.penumbra.gateway.route;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;

/** Says what can be asked: the table itself, for programs and for people. */
public final class Documentation {
    private static final String DOCS = "/docs";
    private static final String HTML = "text/html; charset=utf-8";

    private final List<Route> described;

    private Documentation(List<Route> described) {
        this.described = described;
    }

    /** These routes, and those that describe all of them, themselves included. */
    public static List<Route> with(List<Route> routes) {
        var all = new ArrayList<>(routes);
        all.addAll(new Documentation(all).routes());
        return all;
    }

    private List<Route> routes() {
        return List.of(
                Route.of(Method.GET, "/", "Leads to this page.")
                        .answers(303, "Look at /docs.")
                        .by((exchange, _) -> lead(exchange)),
                Route.of(Method.GET, DOCS, "This page.")
                        .answers(200, "The page.", Content.of(HTML))
                        .by((exchange, _) -> page(exchange)),
                Route.of(Method.GET, "/openapi.json", "The same for programs, as OpenAPI 3.1.")
                        .answers(200, "The document.", Content.of("application/json"))
                        .by((exchange, _) -> exchange.sendJson(200, OpenApi.of(described))));
    }

    private static void lead(Exchange exchange) throws IOException {
        exchange.set(HttpHeader.LOCATION, DOCS);
        exchange.sendEmpty(303);
    }

    private void page(Exchange exchange) throws IOException {
        exchange.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
        var bytes = DocsPage.of(described).getBytes(StandardCharsets.UTF_8);
        exchange.sendBytes(200, HTML, bytes);
    }
}
