package io.penumbra.chunkserver;

import io.penumbra.chunkserver.http.Checkup;
import io.penumbra.chunkserver.http.ChunkDownload;
import io.penumbra.chunkserver.http.HttpPort;
import io.penumbra.chunkserver.replica.ChunkEndpoint;
import io.penumbra.chunkserver.replica.ServerContext;
import io.penumbra.chunkserver.report.Reporter;
import io.penumbra.chunkserver.report.WriteProbe;
import io.penumbra.chunkserver.store.ChunkStore;
import io.penumbra.chunkserver.store.StorageIdentity;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Disk;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.Endpoint;
import io.penumbra.proto.Hello;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;

/** A chunkserver: a store, the calls it serves, and what it tells the masters. */
public final class ChunkserverProcess implements AutoCloseable {
    /** The outside world, real or not. They stay their owner's: closing this closes none. */
    public record Ports(
            Coordinator coordinator,
            Disk disk,
            Network network,
            Clock clock,
            Threads threads,
            RandomGenerator random) {}

    private final ChunkStore.Workers workers;
    private final ChunkStore store;
    private final Network.Listener listener;
    private final Reporter reporter;
    private final Optional<HttpPort> http;

    private ChunkserverProcess(
            ChunkStore.Workers workers,
            ChunkStore store,
            Network.Listener listener,
            Reporter reporter,
            Optional<HttpPort> http) {
        this.workers = workers;
        this.store = store;
        this.listener = listener;
        this.reporter = reporter;
        this.http = http;
    }

    /** Makes an empty data directory that of a new chunkserver, which is named at random. */
    public static ServerId format(Disk disk, ClusterId cluster, RandomGenerator random)
            throws IOException, RefusedException {
        var server = new ServerId("cs-" + HexFormat.of().toHexDigits(random.nextLong()));
        StorageIdentity.format(disk, cluster, server);
        return server;
    }

    public static boolean isFormatted(Disk disk) {
        return StorageIdentity.isFormatted(disk);
    }

    /** Returns when it serves; the masters hear of it soon after. */
    public static ChunkserverProcess start(ChunkserverSettings settings, long pid, Ports ports)
            throws IOException, RefusedException, InterruptedException {
        var http = bindHttp(settings, ports);
        var workers = new ChunkStore.Workers(ports.threads());
        try {
            var store = workers.files().call(() -> ChunkStore.open(ports.disk(), workers));
            ports.threads().virtual("retirement", () -> endWithDirectory(store));
            var context =
                    new ServerContext(
                            store,
                            workers.files(),
                            ports.network(),
                            ports.clock(),
                            ports.threads());
            var listener =
                    ports.network().listen(settings.listen(), ChunkEndpoint.methods(context));
            var hello = hello(settings, pid, listener.address(), store, ports);
            var probe = new WriteProbe(context);
            var reporter = new Reporter(context, ports.coordinator(), hello, probe);
            reporter.start();
            http.ifPresent(port ->
                    port.serve(
                            new Checkup(context, hello, probe),
                            new ChunkDownload(store, workers.files())));
            return new ChunkserverProcess(workers, store, listener, reporter, http);
        } catch (IOException | RefusedException | RuntimeException e) {
            http.ifPresent(HttpPort::close);
            workers.close();
            throw e;
        }
    }

    /** Beside the port for calls, at the same host. */
    private static Optional<HttpPort> bindHttp(ChunkserverSettings settings, Ports ports)
            throws IOException {
        if (settings.httpPort() == 0) {
            return Optional.empty();
        }
        var at = new Address(settings.listen().host(), settings.httpPort());
        return Optional.of(HttpPort.bind(at, ports.threads(), ports.random().nextLong()));
    }

    private static Hello hello(
            ChunkserverSettings settings, long pid, Address bound, ChunkStore store, Ports ports) {
        var identity = store.identity();
        return Hello.newBuilder()
                .setCluster(identity.cluster().value())
                .setServer(identity.server().value())
                .setIncarnation(identity.incarnation())
                .setNonce(ports.random().nextLong())
                .setEndpoint(
                        Endpoint.newBuilder()
                                .setHost(settings.advertisedHost())
                                .setPort(bound.port()))
                .setPid(pid)
                .setHttpPort(settings.httpPort())
                .setHost(settings.host())
                .setRack(settings.rack())
                .build();
    }

    /** There is one directory: without it there is no chunkserver. */
    private static void endWithDirectory(ChunkStore store) {
        try {
            throw new UncheckedIOException("the data directory failed", store.retired().get());
        } catch (CancellationException e) {
            return; // closed, in good order
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public ServerId server() {
        return store.identity().server();
    }

    public ClusterId cluster() {
        return store.identity().cluster();
    }

    public Address address() {
        return listener.address();
    }

    /** What is acknowledged is durable already; whatever is under way breaks. */
    @Override
    public void close() {
        http.ifPresent(HttpPort::close);
        reporter.close();
        listener.close();
        try {
            workers.files()
                    .call(() -> {
                        store.close();
                        return true;
                    });
        } catch (IOException | RefusedException e) {
            throw new IllegalStateException("the data directory does not close", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            workers.close();
        }
    }
}
