package io.penumbra.gateway;

import io.penumbra.core.Limits;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.ContentTypes;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.gateway.json.FileJson;
import io.penumbra.gateway.json.Json;
import io.penumbra.zclient.Page;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import tools.jackson.core.JsonGenerator;

/**
 * A directory as JSON, in the order of its names. Sent page by page while it is asked for, so that
 * its size does not matter to the gateway.
 */
final class DirectoryListing {
    private final ZClient client;

    DirectoryListing(ZClient client) {
        this.client = client;
    }

    void send(Exchange exchange, String path) throws IOException, RefusedException {
        var query = exchange.query(Set.of("after", "limit"));
        long limit = exchange.number(query, "limit", Long.MAX_VALUE, Long.MAX_VALUE);
        String after = Optional.ofNullable(query.getValue("after")).orElse("");
        // The first page before the first byte: what is refused is still a problem document.
        var page = page(path, after, limit);
        exchange.setStatus(200);
        exchange.set(HttpHeader.CONTENT_TYPE, ContentTypes.JSON);
        try (var json = Json.generator(exchange.output())) {
            json.writeStartObject();
            json.writeStringProperty("path", path);
            json.writeArrayPropertyStart("entries");
            Optional<String> next = entries(json, path, page, limit);
            json.writeEndArray();
            if (next.isPresent()) {
                json.writeStringProperty("after", next.get());
                json.writeStringProperty(
                        "next",
                        "%s?after=%s&limit=%d"
                                .formatted(
                                        FileUrl.of(path), FileUrl.encodeValue(next.get()), limit));
            }
            json.writeEndObject();
        }
    }

    /** Writes all that the limit allows; what to list after for the rest, if there is one. */
    private Optional<String> entries(JsonGenerator json, String path, Page first, long limit)
            throws IOException {
        var page = first;
        long left = limit;
        while (true) {
            for (var entry : page.entries()) {
                json.writePOJO(FileJson.of(entry));
            }
            left -= page.entries().size();
            if (left <= 0 || page.next().isEmpty()) {
                return page.next();
            }
            page = page(path, page.next().get(), left);
        }
    }

    private Page page(String path, String after, long limit) throws IOException {
        return client.list(path, after, (int) Math.min(limit, Limits.PAGE_ENTRIES_MAX));
    }
}
