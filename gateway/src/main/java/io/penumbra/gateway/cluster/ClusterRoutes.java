package io.penumbra.gateway.cluster;

import static io.penumbra.gateway.route.Parameter.number;

import io.penumbra.gateway.json.ClusterJson;
import io.penumbra.gateway.json.EventJson;
import io.penumbra.gateway.route.Arguments;
import io.penumbra.gateway.route.Content;
import io.penumbra.gateway.route.Exchange;
import io.penumbra.gateway.route.Method;
import io.penumbra.gateway.route.Route;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;

/** What can be asked about the cluster. */
public final class ClusterRoutes {
    private static final int EVENTS_MAX = 1_000;

    private final ZClient client;

    public ClusterRoutes(ZClient client) {
        this.client = client;
    }

    public List<Route> routes() {
        return List.of(
                Route.of(
                                Method.GET,
                                "/cluster",
                                "Every process and its state, as the leader sees it.")
                        .answers(200, "The cluster serves.", Content.json(ClusterJson.class))
                        .by(this::cluster),
                Route.of(Method.GET, "/events", "What the master decided, in words.")
                        .takes(
                                number(
                                        "after",
                                        0,
                                        Long.MAX_VALUE,
                                        "What comes behind this index only; 0 is the start."),
                                number("limit", 1, EVENTS_MAX, "At most so many."))
                        .answers(200, "The events.", Content.json(EventsJson.class))
                        .by(this::events));
    }

    private void cluster(Exchange exchange, Arguments arguments) throws IOException {
        exchange.sendJson(200, ClusterJson.of(client.cluster()));
    }

    /** Events in order; {@code last} is what to ask after for the next ones. */
    record EventsJson(List<EventJson> events, long last) {}

    private void events(Exchange exchange, Arguments arguments) throws IOException {
        long after = arguments.number("after", 0);
        int limit = (int) arguments.number("limit", EVENTS_MAX);
        var events = client.events(after, limit).stream().map(EventJson::of).toList();
        exchange.sendJson(
                200, new EventsJson(events, events.isEmpty() ? after : events.getLast().index()));
    }
}
