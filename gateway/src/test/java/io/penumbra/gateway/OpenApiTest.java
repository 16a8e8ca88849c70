package io.penumbra.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.port.Address;
import io.penumbra.gateway.cluster.ClusterRoutes;
import io.penumbra.gateway.file.FileRoutes;
import io.penumbra.gateway.file.TransferMemory;
import io.penumbra.gateway.route.Documentation;
import io.penumbra.gateway.route.Parameter;
import io.penumbra.gateway.route.Route;
import io.penumbra.platform.grpc.GrpcNetwork;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.time.SystemClock;
import io.penumbra.platform.time.SystemThreads;
import io.penumbra.zclient.ZClient;
import io.penumbra.zclient.ZClientSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The documents say what the table says, of every route, and the table is what dispatches. */
final class OpenApiTest {
    private final FaultHandler faults = new FaultHandler(_ -> {});
    private final SystemClock clock = new SystemClock(faults);
    private final SystemThreads threads = new SystemThreads(faults);
    private final GrpcNetwork network = new GrpcNetwork(threads, Optional.empty());
    private final ZClient nobody =
            new ZClient(
                    ZClientSettings.of(List.of(new Address("127.0.0.1", 1)), "nobody"),
                    network,
                    clock,
                    threads,
                    new Random(1));
    private final TransferMemory memory = new TransferMemory(0);
    private final Figures figures = new Figures(memory);
    private final List<Route> routes = routes();
    private Gateway gateway;

    private List<Route> routes() {
        var all = new ArrayList<Route>();
        all.addAll(new FileRoutes(nobody, memory, clock).routes());
        all.addAll(new ClusterRoutes(nobody, clock).routes());
        all.add(figures.route());
        return Documentation.with(all);
    }

    @BeforeEach
    void start() throws Exception {
        gateway = new Gateway(10, routes, figures);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        nobody.close();
        network.close();
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
        for (var reference : text.split("#/components/schemas/")) {
            if (!reference.startsWith("{\"openapi\"")) {
                var name = reference.substring(0, reference.indexOf('"'));
                assertThat(schemas.has(name)).as(name).isTrue();
            }
        }
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
