package io.penumbra.master.serve;

import io.penumbra.core.port.Clock;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.master.lead.Leadership;
import io.penumbra.master.state.InodeTable;
import io.penumbra.master.state.TreeTable;
import io.penumbra.master.state.Usage;
import io.penumbra.platform.http.Answer;
import io.penumbra.platform.http.HttpPort;
import io.penumbra.platform.http.JsonObject;
import io.penumbra.platform.http.Site;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** What a master says of itself over HTTP, to those who watch it. */
public final class MasterSite implements Site {
    private static final Duration WITHIN = Duration.ofSeconds(5);

    private final Identity self;
    private final RoleBoard board;
    private final ServerTable servers;
    private final LongSupplier applied;
    private final Clock clock;
    private final HttpPort port;
    private final ClusterViews views;

    /**
     * @param applied the last record in its own state, while it follows
     */
    public MasterSite(
            Identity self,
            RoleBoard board,
            ServerTable servers,
            LongSupplier applied,
            Clock clock,
            HttpPort port) {
        this.self = self;
        this.board = board;
        this.servers = servers;
        this.applied = applied;
        this.clock = clock;
        this.port = port;
        views = new ClusterViews(self);
    }

    @Override
    public void serve(Answer answer) throws IOException, RefusedException, InterruptedException {
        switch (answer.path()) {
            case "/status" -> {
                Site.requirePlainGet(answer);
                answer.send(status());
            }
            case "/metrics" -> {
                Site.requirePlainGet(answer);
                var metrics = new MasterMetrics(self, board.role());
                metrics.addServers(servers);
                look().ifPresentOrElse(
                                metrics::addLed, () -> metrics.addRecords(applied.getAsLong()));
                port.tell(metrics.figures());
                answer.send(metrics.figures());
            }
            default ->
                    throw new RefusedException(
                            RefusalCode.NOT_FOUND,
                            answer.path(),
                            "nothing is served here; there are /status and /metrics");
        }
    }

    private JsonObject status() {
        var role = board.role();
        return new JsonObject()
                .put("cluster", self.cluster().value())
                .put("id", self.id())
                .put("address", self.endpoint().toString())
                .put("pid", self.pid())
                .put("role", role instanceof Role.Leading ? "leader" : "shadow")
                .put("epoch", role.epoch().value())
                .put("leader", role.leader().map(Object::toString).orElse(""))
                .put("appliedIndex", appliedIndex(role));
    }

    private long appliedIndex(Role role) {
        return switch (role) {
            case Role.Leading(var leadership) -> leadership.loop().merged().tip().index().value();
            case Role.Following _ -> applied.getAsLong();
        };
    }

    /** Empty if it does not lead. */
    private Optional<LeaderFigures> look()
            throws IOException, RefusedException, InterruptedException {
        if (!(board.role() instanceof Role.Leading(var leadership))) {
            return Optional.empty();
        }
        var figures = new CompletableFuture<LeaderFigures>();
        if (!leadership.queries().offer(() -> figures.complete(figures(leadership)))) {
            throw new RefusedException(
                    RefusalCode.OVERLOADED, "/metrics", "too many queries: try again");
        }
        try {
            return Optional.of(clock.await(figures, WITHIN));
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException("the state cannot be looked at", e);
        }
    }

    private LeaderFigures figures(Leadership leadership) {
        try (var snapshot = leadership.store().snapshot()) {
            var content =
                    TreeTable.find(snapshot, InodeTable.ROOT)
                            .map(root -> root.below())
                            .orElse(Usage.NONE);
            return new LeaderFigures(
                    views.of(leadership, snapshot), content, leadership.collector().view());
        }
    }
}
