package io.penumbra.gateway.cluster;

import io.penumbra.core.port.Clock;
import io.penumbra.gateway.json.ClusterJson;
import io.penumbra.gateway.route.Arguments;
import io.penumbra.gateway.route.Content;
import io.penumbra.gateway.route.Exchange;
import io.penumbra.gateway.route.Method;
import io.penumbra.gateway.route.Route;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** What can be asked about the cluster. */
public final class ClusterRoutes {
    private final ZClient client;
    private final Clock clock;

    public ClusterRoutes(ZClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    public List<Route> routes() {
        return Stream.of(
                        List.of(overview()),
                        new ServerRoutes(client).routes(),
                        new UpkeepRoutes(client).routes(),
                        new PolicyRoutes(client).routes(),
                        new LockRoutes(client, clock).routes(),
                        new EventRoutes(client, clock).routes())
                .flatMap(List::stream)
                .toList();
    }

    private Route overview() {
        return Route.of(
                        Method.GET,
                        "/cluster",
                        "Every process and its state, as the leader sees it.")
                .answers(200, "The cluster serves.", Content.json(ClusterJson.class))
                .by(this::cluster);
    }

    private void cluster(Exchange exchange, Arguments arguments) throws IOException {
        exchange.sendJson(200, ClusterJson.of(client.cluster()));
    }
}
