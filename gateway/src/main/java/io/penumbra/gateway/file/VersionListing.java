package io.penumbra.gateway.file;

import io.penumbra.core.Limits;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.gateway.json.VersionJson;
import io.penumbra.gateway.route.Arguments;
import io.penumbra.gateway.route.Exchange;
import io.penumbra.gateway.route.Parameter;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a path named and names, a page at a time. */
final class VersionListing {
    static final Parameter AFTER =
            Parameter.number("after", 0, Long.MAX_VALUE, "Only what was seen behind this record.");
    static final Parameter LIMIT =
            Parameter.number(
                    "limit",
                    1,
                    Limits.PAGE_ENTRIES_MAX,
                    "At most so many; \"next\" is the URL of the rest.");

    /**
     * What is sent.
     *
     * @param next the URL of the rest, if there may be more
     */
    record VersionsJson(String path, List<VersionJson> versions, @Nullable String next) {}

    private final ZClient client;

    VersionListing(ZClient client) {
        this.client = client;
    }

    void send(Exchange exchange, Arguments arguments) throws IOException {
        String path = arguments.path();
        long limit = arguments.number(LIMIT.name(), Limits.PAGE_ENTRIES_MAX);
        var after = new JournalIndex(arguments.number(AFTER.name(), 0));
        var page = client.versions(path, after, (int) limit);
        String next =
                page.next()
                        .map(from ->
                                "%s?versions&after=%d&limit=%d"
                                        .formatted(FileUrl.of(path), from.value(), limit))
                        .orElse(null);
        exchange.sendJson(
                200,
                new VersionsJson(
                        path, page.versions().stream().map(VersionJson::of).toList(), next));
    }
}
