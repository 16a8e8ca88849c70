package io.penumbra.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.gateway.route.Parameter;
import io.penumbra.gateway.route.Route;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The documents say what the table says, of every route, and the table is what dispatches. */
final class OpenApiTest {
    private static final Pattern REFERENCE = Pattern.compile("#/components/schemas/(\\w+)");

    private final WholeTable table = new WholeTable();
    private final List<Route> routes = table.routes();
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new Gateway(10, routes, table.figures());
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        table.close();
    }

    @Test
    void everyRouteIsDescribedWithAllThatItTakesAndAnswers() throws Exception {
        var document = document();
        for (var route : routes) {
            var operation = operation(document, route);
            assertThat(operation.isObject()).as(route.name()).isTrue();
            for (var parameter : route.parameters()) {
                assertThat(parameters(operation))
                        .as(route.name())
                        .contains(place(parameter) + " " + parameter.name());
            }
            for (var answer : route.answers()) {
                assertThat(operation.path("responses").has("" + answer.status()))
                        .as("%s %d", route.name(), answer.status())
                        .isTrue();
            }
            assertThat(operation.path("responses").has("default")).isTrue();
            assertThat(operation.has("requestBody") || route.body().isEmpty())
                    .as(route.name())
                    .isTrue();
        }
    }

    @Test
    void nothingElseIsDescribed() throws Exception {
        var described = new TreeSet<String>();
        document()
                .path("paths")
                .forEachEntry((path, methods) ->
                        methods.forEachEntry((method, _) ->
                                described.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        assertThat(described)
                .isEqualTo(
                        routes.stream()
                                .map(route -> route.method() + " " + route.path().text())
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everySchemaThatIsNamedIsThere() throws Exception {
        var text = gateway.send("GET", "/openapi.json").body();
        var schemas = document().path("components").path("schemas");
        var named = REFERENCE.matcher(text).results().map(it -> it.group(1)).distinct().toList();
        assertThat(named).contains("FileJson", "Problem");
        assertThat(named).allMatch(schemas::has);
    }

    @Test
    void thePageNamesEveryRouteAndLoadsNothing() throws Exception {
        var page = gateway.send("GET", "/docs").body();
        for (var route : routes) {
            assertThat(page).contains("<code>" + route.path().text(), route.summary());
        }
        assertThat(page).doesNotContain("src=", "@import", "url(", "<script", "<link");
        assertThat(gateway.send("GET", "/").statusCode()).isEqualTo(303);
    }

    @Test
    void figuresNameRoutesAndNotUrls() throws Exception {
        gateway.send("GET", "/docs");
        gateway.send("GET", "/nowhere/at/all");
        var text = gateway.send("GET", "/metrics").body();
        assertThat(text)
                .contains(
                        "penumbra_gateway_requests_total{code=\"200\",route=\"GET /docs\"} 1\n",
                        "penumbra_gateway_requests_total{code=\"404\",route=\"none\"} 1\n",
                        "penumbra_gateway_request_duration_seconds_count{route=\"GET /docs\"} 1\n",
                        "penumbra_gateway_requests_in_flight 1\n")
                .doesNotContain("nowhere");
        text.lines()
                .forEach(line ->
                        assertThat(line)
                                .matches(
                                        "# (HELP|TYPE) [a-z_]+ .+"
                                                + "|[a-z_]+([{][^{}]*([{][a-z]+[}][^{}]*)*[}])?"
                                                + " [-+.0-9E]+"));
    }

    private JsonNode document() throws Exception {
        return JsonMapper.shared().readTree(gateway.send("GET", "/openapi.json").body());
    }

    private static JsonNode operation(JsonNode document, Route route) {
        return document.path("paths")
                .path(route.path().text())
                .path(route.method().name().toLowerCase(Locale.ROOT));
    }

    private static List<String> parameters(JsonNode operation) {
        return operation
                .path("parameters")
                .valueStream()
                .map(it -> it.path("in").asString() + " " + it.path("name").asString())
                .toList();
    }

    private static String place(Parameter parameter) {
        return parameter.place().name().toLowerCase(Locale.ROOT);
    }
}
