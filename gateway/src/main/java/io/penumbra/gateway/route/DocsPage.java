package io.penumbra.gateway.route;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The routes as a page for people, complete in itself: it loads nothing from anywhere. */
final class DocsPage {
    private static final String HEAD =
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Penumbra over HTTP</title>
            <meta name="viewport" content="width=device-width"><style>
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;
                   padding: 0 1rem; color: #222; background: #fff }
            code { font: 14px ui-monospace, monospace }
            section { border-top: 1px solid #ddd; padding: .6rem 0 }
            h2 { font-size: 1rem; margin: .2rem 0 } p { margin: .2rem 0 }
            b.method { display: inline-block; min-width: 4.5rem; color: #06c }
            table { border-collapse: collapse; margin: .3rem 0 0 4.5rem }
            td { padding: .1rem 1rem .1rem 0; vertical-align: top }
            td:first-child { white-space: nowrap }
            @media (prefers-color-scheme: dark) {
              body { color: #ddd; background: #181a1b } b.method { color: #6af }
              section { border-color: #444 } a { color: #6af } }
            </style></head><body>
            <h1>Penumbra over HTTP</h1>
            <p>A distributed file system. Every error is a problem document (RFC 9457) that says what
            is wrong, with what, and what would help. For programs:
            <a href="/openapi.json"><code>/openapi.json</code></a>.</p>
            """;

    private DocsPage() {}

    static String of(List<Route> routes) {
        return HEAD
                + routes.stream().map(DocsPage::section).collect(Collectors.joining())
                + "</body></html>\n";
    }

    private static String section(Route route) {
        var rows = new StringBuilder();
        for (var parameter : route.parameters()) {
            rows.append(row(shown(parameter), parameter.description()));
        }
        route.body().ifPresent(body -> rows.append(row("body", shown(body))));
        for (var answer : route.answers()) {
            rows.append(row("" + answer.status(), answer.description()));
        }
        String url = route.path().text() + route.selector().map(it -> "?" + it.name()).orElse("");
        return """
        <section><h2><b class="method">%s</b><code>%s</code></h2>
        <p>%s</p><table>
        %s</table></section>
        """
                .formatted(route.method(), escaped(url), escaped(route.summary()), rows);
    }

    private static String shown(Parameter parameter) {
        String name =
                switch (parameter.place()) {
                    case PATH -> "{" + parameter.name() + "}";
                    case QUERY -> "?" + parameter.name();
                    case HEADER -> parameter.name();
                };
        return parameter.need() == Parameter.Need.REQUIRED ? name + " *" : name;
    }

    private static String shown(Content content) {
        return content.schema()
                .map(schema -> "JSON: " + fields(schema))
                .orElse("bytes of any kind");
    }

    private static String fields(Class<? extends Record> schema) {
        return Arrays.stream(schema.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.joining(", "));
    }

    private static String row(String name, String description) {
        return "<tr><td><code>%s</code></td><td>%s</td></tr>\n"
                .formatted(escaped(name), escaped(description));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
