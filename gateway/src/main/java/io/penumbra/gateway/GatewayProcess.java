package io.penumbra.gateway;

import io.penumbra.core.id.RequestId;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.gateway.cache.CacheFigures;
import io.penumbra.gateway.cache.CachedReads;
import io.penumbra.gateway.cache.ContentCache;
import io.penumbra.gateway.cluster.ClusterRoutes;
import io.penumbra.gateway.file.FileRoutes;
import io.penumbra.gateway.file.TransferMemory;
import io.penumbra.gateway.route.Documentation;
import io.penumbra.gateway.route.Route;
import io.penumbra.gateway.route.RouteTable;
import io.penumbra.platform.grpc.GrpcNetwork;
import io.penumbra.platform.http.HttpAccess;
import io.penumbra.platform.process.ExitCode;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.process.Pid;
import io.penumbra.platform.time.SystemClock;
import io.penumbra.platform.time.SystemThreads;
import io.penumbra.zclient.PenumbraException;
import io.penumbra.zclient.ZClient;
import io.penumbra.zclient.ZClientSettings;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole gateway, wired by hand. */
public final class GatewayProcess implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GatewayProcess.class);
    private static final Duration INTRODUCED_EVERY = Duration.ofSeconds(5);
    private static final int TRANSFERS_PART_OF_MEMORY = 3;

    private final SecureRandom random = new SecureRandom();
    private final FaultHandler faults;
    private final SystemClock clock;
    private final SystemThreads threads;
    private final GrpcNetwork network;
    private final ZClient client;
    private final Optional<ContentCache> cache;
    private final HttpServer http;
    private volatile @Nullable Thread known;

    public GatewayProcess(GatewaySettings settings, FaultHandler faults) {
        this.faults = faults;
        clock = new SystemClock(faults);
        threads = new SystemThreads(faults);
        network = new GrpcNetwork(threads, settings.secret());
        client =
                new ZClient(
                        clientSettings(settings),
                        network,
                        new SystemClock(faults),
                        threads,
                        random);
        var memory =
                new TransferMemory(Runtime.getRuntime().maxMemory() / TRANSFERS_PART_OF_MEMORY);
        var cached = new CacheFigures();
        cache = settings.cache().map(it -> new ContentCache(it, cached, clock));
        var figures = new Figures(memory, cached);
        var reads = new CachedReads(cache, cached);
        http =
                new HttpServer(
                        settings.listen(),
                        new GatewayHandler(
                                routes(new FileRoutes(client, memory, reads, clock), figures),
                                this::nextId,
                                new HttpAccess(settings.secret()),
                                settings.requestsMax(),
                                figures,
                                faults));
    }

    private RouteTable routes(FileRoutes files, Figures figures) {
        var routes = new ArrayList<Route>();
        routes.addAll(files.routes());
        routes.addAll(new ClusterRoutes(client, clock).routes());
        routes.add(figures.route());
        return new RouteTable(Documentation.with(routes));
    }

    private static ZClientSettings clientSettings(GatewaySettings settings) {
        return ZClientSettings.of(settings.masters(), settings.user())
                .describedAs("gateway " + settings.listen())
                .serving(
                        new ZClientSettings.Service(
                                "gateway", settings.listen(), Pid.current().value()));
    }

    private RequestId nextId() {
        return new RequestId(HexFormat.of().toHexDigits(random.nextLong()));
    }

    public void start() throws IOException {
        cache.ifPresent(it -> it.start(threads));
        http.start();
        known = threads.virtual("known", this::stayKnown);
    }

    /** The cluster's view shows this gateway as long as its session lives. */
    private void stayKnown() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    client.introduce();
                } catch (PenumbraException e) {
                    if (e.code() == RefusalCode.UNAUTHENTICATED) {
                        faults.leave(ExitCode.WRONG_SETTINGS, String.valueOf(e.getMessage()));
                    }
                    log.debug("is not let into the cluster", e);
                } catch (IOException e) {
                    log.debug("cannot be introduced to the cluster", e);
                }
                clock.sleep(INTRODUCED_EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public Address address() {
        return http.address();
    }

    @Override
    public void close() throws IOException {
        var introducing = known;
        if (introducing != null) {
            introducing.interrupt();
        }
        cache.ifPresent(ContentCache::close);
        try (network;
                client;
                http) {
            // Closed in reverse: nobody is let in any more, then the client, then its connections.
        }
    }
}
