package io.penumbra.gateway;

import io.penumbra.core.port.Address;
import io.penumbra.gateway.cache.CacheFigures;
import io.penumbra.gateway.cache.CachedReads;
import io.penumbra.gateway.cluster.ClusterRoutes;
import io.penumbra.gateway.file.FileRoutes;
import io.penumbra.gateway.file.TransferMemory;
import io.penumbra.gateway.route.Documentation;
import io.penumbra.gateway.route.Route;
import io.penumbra.platform.grpc.GrpcNetwork;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.time.SystemClock;
import io.penumbra.platform.time.SystemThreads;
import io.penumbra.zclient.ZClient;
import io.penumbra.zclient.ZClientSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** All routes of a gateway, of a cluster where nobody is. */
final class WholeTable implements AutoCloseable {
    private final FaultHandler faults = new FaultHandler(_ -> {});
    private final SystemClock clock = new SystemClock(faults);
    private final SystemThreads threads = new SystemThreads(faults);
    private final GrpcNetwork network = new GrpcNetwork(threads, Optional.empty());
    private final ZClient nobody =
            new ZClient(
                    ZClientSettings.of(List.of(new Address("127.0.0.1", 1)), "nobody"),
                    network,
                    clock,
                    threads,
                    new Random(1));
    private final TransferMemory memory = new TransferMemory(0);
    private final CacheFigures cached = new CacheFigures();
    private final CachedReads reads = new CachedReads(Optional.empty(), cached);
    private final Figures figures = new Figures(memory, cached);
    private final List<Route> routes = all();

    private List<Route> all() {
        var all = new ArrayList<Route>();
        all.addAll(new FileRoutes(nobody, memory, reads, clock).routes());
        all.addAll(new ClusterRoutes(nobody, clock).routes());
        all.add(figures.route());
        return Documentation.with(all);
    }

    List<Route> routes() {
        return routes;
    }

    Figures figures() {
        return figures;
    }

    @Override
    public void close() {
        nobody.close();
        network.close();
    }
}
