package io.penumbra.gateway.file;

import io.penumbra.core.Limits;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.ContentTypes;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.gateway.json.FileJson;
import io.penumbra.gateway.json.Json;
import io.penumbra.gateway.route.Arguments;
import io.penumbra.gateway.route.Exchange;
import io.penumbra.gateway.route.Parameter;
import io.penumbra.zclient.FileTree;
import io.penumbra.zclient.Page;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A directory as JSON, in the order of its names. Sent page by page while it is asked for, so that
 * its size does not matter to the gateway.
 */
final class DirectoryListing {
    static final Parameter AFTER =
            Parameter.text("after", "List what comes behind this name only.");
    static final Parameter LIMIT =
            Parameter.number(
                    "limit",
                    1,
                    Long.MAX_VALUE,
                    "At most so many entries; \"next\" is the URL of the rest.");

    /**
     * What is sent.
     *
     * @param after the last name, and
     * @param next the URL of the rest: if there is more
     */
    record ListingJson(
            String path, List<FileJson> entries, @Nullable String after, @Nullable String next) {}

    private final ZClient client;

    DirectoryListing(ZClient client) {
        this.client = client;
    }

    void send(Exchange exchange, Arguments arguments) throws IOException, RefusedException {
        String path = arguments.path();
        var tree = AsOf.tree(client, arguments);
        long limit = arguments.number(LIMIT.name(), Long.MAX_VALUE);
        String after = arguments.text(AFTER.name()).orElse("");
        // The first page before the first byte: what is refused is still a problem document.
        var page = page(tree, path, after, limit);
        exchange.setStatus(200);
        exchange.set(HttpHeader.CONTENT_TYPE, ContentTypes.JSON);
        try (var json = Json.generator(exchange.output())) {
            json.writeStartObject();
            json.writeStringProperty("path", path);
            json.writeArrayPropertyStart("entries");
            Optional<String> rest = entries(json, tree, path, page, limit);
            json.writeEndArray();
            if (rest.isPresent()) {
                json.writeStringProperty("after", rest.get());
                json.writeStringProperty("next", next(arguments, rest.get(), limit));
            }
            json.writeEndObject();
        }
    }

    private static String next(Arguments arguments, String after, long limit) {
        String url =
                "%s?list&after=%s&limit=%d"
                        .formatted(FileUrl.of(arguments.path()), FileUrl.encodeValue(after), limit);
        return arguments
                .text(AsOf.PARAMETER.name())
                .map(when -> url + "&as-of=" + FileUrl.encodeValue(when))
                .orElse(url);
    }

    /** Writes all that the limit allows; what to list after for the rest, if there is one. */
    private static Optional<String> entries(
            JsonGenerator json, FileTree tree, String path, Page first, long limit)
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
            page = page(tree, path, page.next().get(), left);
        }
    }

    private static Page page(FileTree tree, String path, String after, long limit)
            throws IOException {
        return tree.list(path, after, (int) Math.min(limit, Limits.PAGE_ENTRIES_MAX));
    }
}
