package io.penumbra.gateway.cluster;

import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.json.GcJson;
import io.penumbra.gateway.route.Arguments;
import io.penumbra.gateway.route.Content;
import io.penumbra.gateway.route.Exchange;
import io.penumbra.gateway.route.Method;
import io.penumbra.gateway.route.Route;
import io.penumbra.zclient.BalanceStatus;
import io.penumbra.zclient.RepairStatus;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the cluster does by itself: repair, balance, and giving back what nobody needs. */
final class UpkeepRoutes {
    private static final Content BALANCE = Content.json(BalanceStatus.class);
    private static final Content GC = Content.json(GcJson.class);

    private final ZClient client;

    UpkeepRoutes(ZClient client) {
        this.client = client;
    }

    List<Route> routes() {
        return List.of(
                Route.of(Method.GET, "/repair", "Copies that are missing, and are made again.")
                        .answers(200, "As the leader sees it.", Content.json(RepairStatus.class))
                        .by(this::repair),
                Route.of(Method.GET, "/balance", "How evenly copies are spread.")
                        .answers(200, "As the leader sees it.", BALANCE)
                        .by(this::balance),
                Route.of(
                                Method.PUT,
                                "/balance",
                                "Has copies move until chunkservers differ by no more than a share"
                                        + " of what they can hold; it stays so.")
                        .reads(Content.json(SpreadJson.class))
                        .answers(200, "The cluster knows.", BALANCE)
                        .by(this::setSpread),
                Route.of(Method.GET, "/gc", "What is being given back to the disks.")
                        .answers(200, "As the leader sees it.", GC)
                        .by(this::gc),
                Route.of(Method.POST, "/gc", "Begins the collector's next pass now.")
                        .answers(202, "It begins; this is how it stood before.", GC)
                        .by(this::runGc));
    }

    private void repair(Exchange exchange, Arguments arguments) throws IOException {
        exchange.sendJson(200, client.cluster().repair());
    }

    private void balance(Exchange exchange, Arguments arguments) throws IOException {
        exchange.sendJson(200, client.cluster().balance());
    }

    /** By which share the fullest and the emptiest chunkserver may differ: 0.05 is 5 %. */
    record SpreadJson(@Nullable Double spread) {}

    private void setSpread(Exchange exchange, Arguments arguments)
            throws IOException, RefusedException {
        var spread = exchange.json(SpreadJson.class, "{\"spread\": 0.05}").spread();
        if (spread == null || !(spread > 0 && spread <= 1)) {
            throw exchange.refused("spread is a share above 0 and up to 1, not " + spread);
        }
        client.rebalance(spread);
        exchange.sendJson(200, client.cluster().balance());
    }

    private void gc(Exchange exchange, Arguments arguments) throws IOException {
        exchange.sendJson(200, GcJson.of(client.gc()));
    }

    private void runGc(Exchange exchange, Arguments arguments) throws IOException {
        exchange.sendJson(202, GcJson.of(client.runGc()));
    }
}
