package io.penumbra.chunkserver.http;

import com.sun.net.httpserver.HttpExchange;
import io.penumbra.core.id.RequestId;
import io.penumbra.core.refusal.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/** One request, and what is said to it. For one thread. */
final class Answer {
    private static final String HEAD = "HEAD";
    private static final long NO_BODY = -1;

    private final RequestId id;
    private final HttpExchange exchange;
    private boolean begun;

    Answer(RequestId id, HttpExchange exchange) {
        this.id = id;
        this.exchange = exchange;
    }

    RequestId id() {
        return id;
    }

    String method() {
        return exchange.getRequestMethod();
    }

    boolean isHead() {
        return method().equals(HEAD);
    }

    /** The URL's path as it was sent. */
    String path() {
        return Objects.requireNonNullElse(exchange.getRequestURI().getRawPath(), "");
    }

    boolean hasQuery() {
        return exchange.getRequestURI().getRawQuery() != null;
    }

    /** Whether a status was sent: nothing else can be said any more. */
    boolean isBegun() {
        return begun;
    }

    /** What was sent, once it was. */
    int status() {
        return exchange.getResponseCode();
    }

    void set(String header, String value) {
        exchange.getResponseHeaders().set(header, value);
    }

    void send(Problem problem) throws IOException {
        send(
                problem.status(),
                Problem.CONTENT_TYPE,
                JsonMapper.shared().writeValueAsBytes(problem));
    }

    void sendJson(Object value) throws IOException {
        var json = JsonMapper.shared().writerWithDefaultPrettyPrinter();
        send(200, "application/json", json.writeValueAsBytes(value));
    }

    void send(int status, String type, byte[] content) throws IOException {
        var out = begin(status, type, content.length);
        if (!isHead()) {
            out.write(content);
        }
    }

    /** The status and headers; so many bytes must follow, but for HEAD. */
    OutputStream begin(int status, String type, long length) throws IOException {
        set("Content-Type", type);
        set("Cache-Control", "no-store");
        set("X-Content-Type-Options", "nosniff");
        set("X-Request-Id", id.value());
        begun = true;
        if (isHead()) {
            set("Content-Length", Long.toString(length));
        }
        // The JDK's server takes 0 for a body of unknown length.
        exchange.sendResponseHeaders(status, isHead() || length == 0 ? NO_BODY : length);
        return exchange.getResponseBody();
    }
}
