package io.penumbra.gateway.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.json.ScrubJson;
import io.penumbra.gateway.json.ServerJson;
import io.penumbra.gateway.route.Arguments;
import io.penumbra.gateway.route.Content;
import io.penumbra.gateway.route.Exchange;
import io.penumbra.gateway.route.Method;
import io.penumbra.gateway.route.Route;
import io.penumbra.zclient.ClusterStatus;
import io.penumbra.zclient.ProcessStatus;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chunkservers: what is to become of them, and how whole their copies are. */
final class ServerRoutes {
    private static final Content SERVER = Content.json(ServerJson.class);
    private static final Content SCRUB = Content.json(ScrubJson.class);
    private static final long MAINTENANCE_SECONDS = 3_600;
    private static final long MAINTENANCE_SECONDS_MAX = Duration.ofDays(7).toSeconds();

    private final ZClient client;

    ServerRoutes(ZClient client) {
        this.client = client;
    }

    List<Route> routes() {
        return List.of(
                Route.of(Method.GET, "/servers", "All chunkservers, and what is to become of them.")
                        .answers(200, "The chunkservers.", Content.json(ServersJson.class))
                        .by(this::all),
                server(Method.GET, "/servers/{server}", "One chunkserver.")
                        .answers(200, "It is known.", SERVER)
                        .by(this::one),
                server(
                                Method.PUT,
                                "/servers/{server}/mode",
                                "Drains a chunkserver so that it can go for good, lets it be away"
                                        + " for a while, or has it serve as before.")
                        .reads(Content.json(ModeJson.class))
                        .answers(200, "The cluster knows; \"drained\" says when it may go.", SERVER)
                        .by(this::setMode),
                server(
                                Method.GET,
                                "/servers/{server}/scrub",
                                "How far a chunkserver is with looking at all its copies.")
                        .answers(200, "It answered.", SCRUB)
                        .by(this::scrubStatus),
                server(
                                Method.POST,
                                "/servers/{server}/scrub",
                                "Has a chunkserver look at all its copies now.")
                        .answers(202, "It is at it.", SCRUB)
                        .by(this::scrub));
    }

    private static Route.Draft server(Method method, String path, String summary) {
        return Route.of(method, path, summary)
                .where("server", "Its name, or its address as host:port.");
    }

    /** All of them. */
    record ServersJson(List<ServerJson> servers) {}

    private void all(Exchange exchange, Arguments arguments) throws IOException {
        var cluster = client.cluster();
        var servers =
                cluster.processes().stream()
                        .filter(ServerRoutes::isChunkserver)
                        .map(process -> json(cluster, process))
                        .toList();
        exchange.sendJson(200, new ServersJson(servers));
    }

    private void one(Exchange exchange, Arguments arguments) throws IOException, RefusedException {
        send(exchange, arguments.require("server"));
    }

    /**
     * What is to become of a chunkserver.
     *
     * @param mode "draining", "maintenance" or "serving"
     * @param seconds how long maintenance may last; an hour if nothing is said
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ModeJson(@Nullable String mode, @Nullable Long seconds) {}

    private void setMode(Exchange exchange, Arguments arguments)
            throws IOException, RefusedException {
        var wanted = exchange.json(ModeJson.class, "{\"mode\": \"draining\"}");
        String server = found(arguments.require("server")).id();
        Long given = wanted.seconds();
        boolean maintained = "maintenance".equals(wanted.mode());
        if (given != null && (!maintained || given < 1 || given > MAINTENANCE_SECONDS_MAX)) {
            throw exchange.refused(
                    "seconds are from 1 to %d, and for maintenance only"
                            .formatted(MAINTENANCE_SECONDS_MAX));
        }
        switch (wanted.mode()) {
            case "draining" -> client.drain(server);
            case "serving" -> client.serve(server);
            case "maintenance" -> {
                long seconds = given == null ? MAINTENANCE_SECONDS : given;
                client.maintain(server, Duration.ofSeconds(seconds));
            }
            case null, default ->
                    throw exchange.refused(
                            "mode is draining, maintenance or serving, not " + wanted.mode());
        }
        send(exchange, server);
    }

    private void send(Exchange exchange, String server) throws IOException, RefusedException {
        var cluster = client.cluster();
        exchange.sendJson(200, json(cluster, find(cluster, server)));
    }

    private void scrubStatus(Exchange exchange, Arguments arguments)
            throws IOException, RefusedException {
        var server = found(arguments.require("server"));
        exchange.sendJson(200, ScrubJson.of(server, client.scrubStatus(server)));
    }

    private void scrub(Exchange exchange, Arguments arguments)
            throws IOException, RefusedException {
        var server = found(arguments.require("server"));
        exchange.sendJson(202, ScrubJson.of(server, client.scrub(server)));
    }

    private ProcessStatus found(String name) throws IOException, RefusedException {
        return find(client.cluster(), name);
    }

    private static ProcessStatus find(ClusterStatus cluster, String name) throws RefusedException {
        return cluster.processes().stream()
                .filter(ServerRoutes::isChunkserver)
                .filter(it -> it.id().equals(name) || isAt(it, name))
                .findFirst()
                .orElseThrow(() ->
                        new RefusedException(
                                RefusalCode.NOT_FOUND,
                                name,
                                "no chunkserver has this name or address; /servers lists them"));
    }

    private static boolean isChunkserver(ProcessStatus process) {
        return process.role().equals("chunkserver");
    }

    private static boolean isAt(ProcessStatus process, String address) {
        return process.address().filter(it -> it.toString().equals(address)).isPresent();
    }

    private static ServerJson json(ClusterStatus cluster, ProcessStatus process) {
        var leaving =
                cluster.repair().leaving().stream()
                        .filter(it -> it.server().value().equals(process.id()))
                        .findFirst();
        return ServerJson.of(process, leaving);
    }
}
