package io.penumbra.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import io.penumbra.core.id.RequestId;
import io.penumbra.core.refusal.Problem;
import io.penumbra.platform.metrics.Exposition;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** One request, and what is said to it. For one thread. */
public final class Answer {
    private static final String HEAD = "HEAD";
    private static final long NO_BODY = -1;

    private final RequestId id;
    private final HttpExchange exchange;
    private boolean begun;

    Answer(RequestId id, HttpExchange exchange) {
        this.id = id;
        this.exchange = exchange;
    }

    public RequestId id() {
        return id;
    }

    public String method() {
        return exchange.getRequestMethod();
    }

    public boolean isHead() {
        return method().equals(HEAD);
    }

    /** The URL's path as it was sent. */
    public String path() {
        return Objects.requireNonNullElse(exchange.getRequestURI().getRawPath(), "");
    }

    public boolean hasQuery() {
        return exchange.getRequestURI().getRawQuery() != null;
    }

    /** Whether a status was sent: nothing else can be said any more. */
    public boolean isBegun() {
        return begun;
    }

    /** What was sent, once it was. */
    public int status() {
        return exchange.getResponseCode();
    }

    public void set(String header, String value) {
        exchange.getResponseHeaders().set(header, value);
    }

    public void send(Problem problem) throws IOException {
        var json =
                new JsonObject()
                        .put("type", problem.type())
                        .put("title", problem.title())
                        .put("status", problem.status())
                        .put("detail", problem.detail())
                        .put("code", problem.code())
                        .put("path", problem.path())
                        .put("requestId", problem.requestId());
        send(problem.status(), Problem.CONTENT_TYPE, json.toString());
    }

    public void send(JsonObject json) throws IOException {
        send(200, "application/json", json.toString());
    }

    public void send(Exposition figures) throws IOException {
        send(200, Exposition.CONTENT_TYPE, figures.text());
    }

    public void send(int status, String type, String text) throws IOException {
        var content = text.getBytes(UTF_8);
        var out = begin(status, type, content.length);
        if (!isHead()) {
            out.write(content);
        }
    }

    /** The status and headers; so many bytes must follow, but for HEAD. */
    public OutputStream begin(int status, String type, long length) throws IOException {
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
