package io.penumbra.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.gateway.route.Content;
import io.penumbra.gateway.route.Method;
import io.penumbra.gateway.route.Parameter;
import io.penumbra.gateway.route.Route;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One table decides what is served, and says what is wrong with all else. */
final class RoutingTest {
    /** What a route heard. */
    record Heard(String route, String path, long limit, boolean deep) {}

    private static Route route(String name, Method method, Parameter... selector) {
        var draft =
                Route.of(method, "/things/{path}", name)
                        .where("path", "Which.")
                        .answers(200, "Yes.", Content.json(Heard.class));
        if (selector.length > 0) {
            draft.chosenBy(selector[0]);
        }
        return draft.takes(
                        Parameter.number("limit", 1, 10, "How many."),
                        Parameter.flag("deep", "How."))
                .by((exchange, arguments) ->
                        exchange.sendJson(
                                200,
                                new Heard(
                                        name,
                                        arguments.path(),
                                        arguments.number("limit", 5),
                                        arguments.has("deep"))));
    }

    private static Route undeclared() {
        return Route.of(Method.GET, "/undeclared", "Answers what it does not declare.")
                .answers(200, "Yes.")
                .by((exchange, _) -> exchange.sendEmpty(201));
    }

    private Gateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway =
                new Gateway(
                        10,
                        List.of(
                                route("plain", Method.GET),
                                route("stat", Method.GET, Parameter.flag("stat", "Say.")),
                                route("list", Method.GET, Parameter.flag("list", "List.")),
                                route("to", Method.POST, Parameter.text("to", "Where.").required()),
                                undeclared()));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
    }

    @Test
    void methodPathAndSelectorChooseARoute() throws Exception {
        assertThat(gateway.send("GET", "/things/a%20b/c").body())
                .contains("\"route\":\"plain\"", "\"path\":\"/a b/c\"", "\"limit\":5");
        assertThat(gateway.send("GET", "/things/a?stat&limit=7&deep").body())
                .contains("\"route\":\"stat\"", "\"limit\":7", "\"deep\":true");
        assertThat(gateway.send("GET", "/things/a?deep=false&list=true").body())
                .contains("\"route\":\"list\"", "\"deep\":false");
        assertThat(gateway.send("POST", "/things/a?to=b").body()).contains("\"route\":\"to\"");
        var head = gateway.send("HEAD", "/things/a");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    GET|/thing|404|nothing is served here
                    GET|/things/a?lmit=1|400|unknown query parameter 'lmit'
                    GET|/things/a?limit=0|400|limit is from 1 to 10, not 0
                    GET|/things/a?limit=x|400|limit is a number, not 'x'
                    GET|/things/a?deep=yes|400|deep is 'true' or 'false', not 'yes'
                    GET|/things/a?stat&list|400|ask for one thing at a time, not for ?stat, ?list
                    GET|/things/a?limit=1&limit=2|400|limit is given more than once
                    POST|/things/a|400|say what is to be done: ?to
                    PUT|/things/a|405|PUT is not served here; there are GET, POST
                    BREW|/things/a|405|BREW is not served here
                    """)
    void whatIsWrongIsSaid(String method, String path, int status, String words) throws Exception {
        var answer = gateway.send(method, path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains(words);
        if (status == 405) {
            assertThat(header(answer, "allow")).isEqualTo("GET, POST");
        }
    }

    @Test
    void aConditionThatARouteDoesNotKnowIsNotIgnored() throws Exception {
        var answer = gateway.send("POST", "/things/a?to=b", "if-match", "\"x\"");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("does not go by If-Match");
    }

    @Test
    void anAnswerThatTheTableDoesNotDeclareIsABug() throws Exception {
        assertThat(gateway.send("GET", "/undeclared").statusCode()).isEqualTo(500);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
