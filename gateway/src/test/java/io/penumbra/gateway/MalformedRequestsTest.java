package io.penumbra.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.refusal.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Whatever comes in, the answer says what is wrong with it, and the next one is served. */
final class MalformedRequestsTest {
    private static final int REQUESTS = 1_000;
    private static final long SEED = 20_261_121;

    private final WholeTable table = new WholeTable();
    private Gateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new Gateway(10, table.routes(), table.figures());
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        table.close();
    }

    @Test
    void eachOfAThousandIsAnsweredWithAProblemOfTheClient() throws Exception {
        var random = new Random(SEED);
        for (int i = 0; i < REQUESTS; i++) {
            var request = malformed(random);
            var answer = gateway.raw(request);
            var shown = "request %d of seed %d:\n%s\nanswer:\n%s";
            assertThat(answer)
                    .as(shown, i, SEED, text(request), answer)
                    .matches("(?s)HTTP/1.1 4\\d\\d .*")
                    .contains(Problem.CONTENT_TYPE);
            var problem =
                    JsonMapper.shared().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
            assertThat(problem.path("status").asInt())
                    .as(shown, i, SEED, text(request), answer)
                    .isEqualTo(Integer.parseInt(answer.substring(9, 12)));
            assertThat(problem.path("detail").asString()).isNotEmpty();
        }
        assertThat(gateway.send("GET", "/docs").statusCode()).isEqualTo(200);
        assertThat(gateway.send("GET", "/metrics").body())
                .contains("penumbra_gateway_requests_in_flight 1\n");
    }

    private static byte[] malformed(Random random) throws IOException {
        return switch (random.nextInt(10)) {
            case 0 -> noise(random);
            case 1 -> head(pick(random, REQUEST_LINES), "Host: a");
            case 2 -> head("GET /docs HTTP/1.1", "Host: a", pick(random, HEADERS));
            case 3 ->
                    head("GET /docs HTTP/1.1", "X: " + "x".repeat(random.nextInt(33_000, 60_000)));
            case 4 -> head("GET /files/" + pick(random, NAMES) + " HTTP/1.1", "Host: a");
            case 5 -> head(pick(random, METHODS) + " /cluster HTTP/1.1", "Host: a");
            case 6 -> head("GET " + pick(random, QUERIES) + " HTTP/1.1", "Host: a");
            case 7 -> json("/files", mangled(random, "{\"path\": \"a/b\"}"));
            case 8 -> json("/files", pick(random, BODIES));
            default -> chunked(pick(random, CHUNKS));
        };
    }

    private static final List<String> REQUEST_LINES =
            List.of(
                    "GET",
                    "GET /docs",
                    "GET /docs HTTP/9.9",
                    "GET /docs FTP/1.1",
                    "GET  /docs HTTP/1.1 x",
                    "G\u0001T /docs HTTP/1.1",
                    "GET docs HTTP/1.1",
                    "/docs GET HTTP/1.1",
                    "GET /" + "d".repeat(40_000) + " HTTP/1.1");

    private static final List<String> HEADERS =
            List.of(
                    "no colon",
                    "Bad Name: x",
                    "Name : x",
                    ": x",
                    "N\u0000: x",
                    "N: a\u0000b",
                    "Content-Length: -1",
                    "Content-Length: many",
                    "Content-Length: 1\r\nContent-Length: 2",
                    "Content-Length: 99999999999999999999",
                    "Content-Length: 1\r\nTransfer-Encoding: chunked",
                    "Transfer-Encoding: chunked, gzip",
                    "Host: b");

    private static final List<String> NAMES =
            List.of("%zz", "%", "a%2", "%C3", "%00", "a/../b", "a/%2e%2e/b", "a//b", ".", "%2F%2F");

    private static final List<String> METHODS = List.of("BREW", "POST", "get", "PATCH", "TRACE");

    private static final List<String> QUERIES =
            List.of(
                    "/docs?x=1",
                    "/events?limit=0",
                    "/events?limit=1&limit=2",
                    "/events?after=-1",
                    "/events?after=9223372036854775808",
                    "/files/a?stat&list",
                    "/files/a?stat=maybe",
                    "/files/a?%zz=1",
                    "/files/a?as-of=9x",
                    "/nowhere",
                    "/servers/",
                    "//files/a");

    private static final List<String> BODIES =
            List.of(
                    "",
                    "null",
                    "[]",
                    "7",
                    "{\"path\": 7, \"more\": 1}",
                    "{\"path\": \"a\"} {}",
                    "{\"path\": \"\"}",
                    "{\"path\": \"a/\"}",
                    "{\"path\": \"../a\"}",
                    "{\"path\": \"\\u0000\"}",
                    "{\"path\": {\"path\": \"a\"}}",
                    "[".repeat(5_000),
                    "{\"path\": \"" + "x".repeat(70_000) + "\"}");

    private static final List<String> CHUNKS =
            List.of(
                    "zz\r\nabc\r\n0\r\n\r\n",
                    "-1\r\n",
                    "5\r\nabc",
                    "fffffffffffffffff\r\nx",
                    "3\r\nabcd\r\n");

    private static byte[] noise(Random random) throws IOException {
        var bytes = new byte[random.nextInt(1, 300)];
        random.nextBytes(bytes);
        var noise = new ByteArrayOutputStream();
        noise.write(1);
        noise.write(bytes);
        noise.write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return noise.toByteArray();
    }

    /** A quote that closes nothing: no change makes JSON of it again. */
    private static String mangled(Random random, String json) {
        int at = random.nextInt(json.length());
        return json.substring(0, at) + "\"\u0001\"" + json.substring(at);
    }

    private static byte[] head(String... lines) {
        return (String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] json(String path, String body) {
        return """
        POST %s HTTP/1.1\r
        Host: a\r
        Connection: close\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        %s\
        """
                .formatted(path, body.length(), body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] chunked(String chunks) {
        return """
        POST /files HTTP/1.1\r
        Host: a\r
        Connection: close\r
        Content-Type: application/json\r
        Transfer-Encoding: chunked\r
        \r
        %s\
        """
                .formatted(chunks)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static String text(byte[] request) {
        var text = new String(request, StandardCharsets.ISO_8859_1);
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }
}
