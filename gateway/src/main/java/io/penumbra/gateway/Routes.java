package io.penumbra.gateway;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.gateway.json.ClusterJson;
import io.penumbra.gateway.json.EventJson;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;

/** Which URL leads where. */
final class Routes {
    private static final int EVENTS_MAX = 1_000;

    private final ZClient client;
    private final FileReads reads;
    private final FileWrites writes;

    Routes(ZClient client) {
        this.client = client;
        this.reads = new FileReads(client);
        this.writes = new FileWrites(client);
    }

    void serve(Exchange exchange) throws IOException, RefusedException {
        String path = exchange.rawPath();
        if (FileUrl.isFile(path)) {
            file(exchange, FileUrl.toPath(path));
            return;
        }
        switch (path) {
            case "/" -> overview(exchange);
            case "/cluster" -> cluster(exchange);
            case "/events" -> events(exchange);
            default ->
                    throw new RefusedException(
                            RefusalCode.NOT_FOUND,
                            path,
                            "nothing is served here; files are below /files, and / says what else"
                                    + " there is");
        }
    }

    private void file(Exchange exchange, String path) throws IOException, RefusedException {
        switch (exchange.method()) {
            case "GET" -> reads.get(exchange, path);
            case "HEAD" -> reads.head(exchange, path);
            case "PUT" -> writes.put(exchange, path);
            case "POST" -> writes.post(exchange, path);
            case "DELETE" -> writes.delete(exchange, path);
            default -> throw methodNotAllowed(exchange, "GET, HEAD, PUT, POST, DELETE");
        }
    }

    private static void overview(Exchange exchange) throws IOException, RefusedException {
        requireGet(exchange);
        exchange.query(Set.of());
        exchange.sendJson(
                200,
                Map.of(
                        "penumbra",
                        "a distributed file system",
                        "routes",
                        List.of(
                                "GET /files/{path}: a file's bytes, or a directory as JSON"
                                        + " (?after=&limit=)",
                                "HEAD /files/{path}",
                                "PUT /files/{path}: the body becomes the file",
                                "POST /files {\"path\": …}: an empty file",
                                "POST /files/{path} {\"rename\": …}",
                                "DELETE /files/{path} (?recursive=true)",
                                "GET /cluster: every process and its state",
                                "GET /events: what the master decided (?after=&limit=)")));
    }

    private void cluster(Exchange exchange) throws IOException, RefusedException {
        requireGet(exchange);
        exchange.query(Set.of());
        exchange.sendJson(200, ClusterJson.of(client.cluster()));
    }

    record Events(List<EventJson> events, long last) {}

    private void events(Exchange exchange) throws IOException, RefusedException {
        requireGet(exchange);
        var query = exchange.query(Set.of("after", "limit"));
        long after = exchange.number(query, "after", 0, Long.MAX_VALUE);
        int limit = (int) exchange.number(query, "limit", EVENTS_MAX, EVENTS_MAX);
        var events = client.events(after, limit).stream().map(EventJson::of).toList();
        exchange.sendJson(
                200, new Events(events, events.isEmpty() ? after : events.getLast().index()));
    }

    private static void requireGet(Exchange exchange) throws RefusedException {
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            throw methodNotAllowed(exchange, "GET, HEAD");
        }
    }

    static RefusedException methodNotAllowed(Exchange exchange, String allowed) {
        exchange.set(HttpHeader.ALLOW, allowed);
        return new RefusedException(
                RefusalCode.METHOD_NOT_ALLOWED,
                exchange.rawPath(),
                exchange.method() + " is not served here; there are " + allowed);
    }
}
