package io.penumbra.chunkserver;

import io.penumbra.chunkserver.http.Checkup;
import io.penumbra.chunkserver.http.ChunkDownload;
import io.penumbra.chunkserver.http.Routes;
import io.penumbra.chunkserver.replica.ChunkEndpoint;
import io.penumbra.chunkserver.replica.ServerContext;
import io.penumbra.chunkserver.replica.WriteKeys;
import io.penumbra.chunkserver.report.Reporter;
import io.penumbra.chunkserver.scrub.ScrubEndpoint;
import io.penumbra.chunkserver.scrub.Scrubber;
import io.penumbra.chunkserver.store.DataPlace;
import io.penumbra.chunkserver.store.ServerIdentity;
import io.penumbra.chunkserver.store.ServerStore;
import io.penumbra.chunkserver.store.StorageIdentity;
import io.penumbra.chunkserver.system.ItemEndpoint;
import io.penumbra.chunkserver.system.ItemRounds;
import io.penumbra.chunkserver.system.TailEndpoint;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Coordinator;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.http.HttpAccess;
import io.penumbra.platform.http.HttpPort;
import io.penumbra.platform.process.ProgramVersion;
import io.penumbra.proto.Endpoint;
import io.penumbra.proto.FoundDirectory;
import io.penumbra.proto.Hello;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** A chunkserver: a store, the calls it serves, and what it tells the masters. */
public final class ChunkserverProcess implements AutoCloseable {
    /**
     * The outside world, real or not. They stay their owner's: closing this closes none.
     *
     * @param directories asked again every few seconds: some may be added
     * @param ending ends the process, because its last data directory failed
     */
    public record Ports(
            Coordinator coordinator,
            Supplier<List<DataPlace>> directories,
            Network network,
            HttpAccess httpAccess,
            Clock clock,
            Threads threads,
            RandomGenerator random,
            Consumer<IOException> ending) {}

    private final ServerStore store;
    private final WriteKeys keys;
    private final Network.Listener listener;
    private final Reporter reporter;
    private final Scrubber scrubber;
    private final ItemRounds itemRounds;
    private final Optional<HttpPort> http;

    private ChunkserverProcess(
            ServerContext context,
            Network.Listener listener,
            Reporter reporter,
            Scrubber scrubber,
            ItemRounds itemRounds,
            Optional<HttpPort> http) {
        this.store = context.store();
        this.keys = context.keys();
        this.listener = listener;
        this.reporter = reporter;
        this.scrubber = scrubber;
        this.itemRounds = itemRounds;
        this.http = http;
    }

    /**
     * Makes the directories that are empty this chunkserver's: the one that has the others, or a
     * new one, which is named at random. Never done unless asked.
     */
    public static ServerId format(List<DataPlace> places, ClusterId cluster, RandomGenerator random)
            throws IOException, RefusedException {
        Optional<StorageIdentity> known = Optional.empty();
        for (var place : places) {
            if (known.isEmpty() && StorageIdentity.isFormatted(place.disk())) {
                known = Optional.of(StorageIdentity.load(place.disk()));
            }
        }
        if (known.isPresent() && !known.get().cluster().equals(cluster)) {
            throw new RefusedException(
                    RefusalCode.WRONG_CLUSTER,
                    "cluster " + cluster,
                    "the data directories that are there already belong to cluster %s: give this"
                                    .formatted(known.get().cluster())
                            + " chunkserver other ones, or its own ZooKeeper");
        }
        var server =
                known.map(StorageIdentity::server)
                        .orElseGet(() ->
                                new ServerId(
                                        "cs-" + HexFormat.of().toHexDigits(random.nextLong())));
        for (var place : places) {
            if (!StorageIdentity.isFormatted(place.disk())) {
                StorageIdentity.format(place.disk(), cluster, server);
            }
        }
        return server;
    }

    /** Returns when it serves; the masters hear of it soon after. */
    public static ChunkserverProcess start(ChunkserverSettings settings, long pid, Ports ports)
            throws IOException, RefusedException, InterruptedException {
        var http =
                HttpPort.beside(
                        settings.listen(),
                        settings.httpPort(),
                        ports.httpAccess(),
                        ports.threads(),
                        ports.random().nextLong());
        Optional<ServerStore> opened = Optional.empty();
        try {
            var store =
                    ServerStore.open(
                            ports.directories(),
                            settings.trashKeep(),
                            ports.clock(),
                            ports.threads(),
                            ports.random());
            opened = Optional.of(store);
            ports.threads().virtual("retirement", () -> endWithDirectories(store, ports.ending()));
            var keys = new WriteKeys(ports.clock());
            var context =
                    new ServerContext(store, keys, ports.network(), ports.clock(), ports.threads());
            var scrubber = new Scrubber(context, settings.scrub());
            var methods =
                    Stream.of(
                                    ChunkEndpoint.methods(context),
                                    ScrubEndpoint.methods(scrubber),
                                    ItemEndpoint.methods(context),
                                    TailEndpoint.methods(context))
                            .flatMap(List::stream)
                            .toList();
            var listener = ports.network().listen(settings.listen(), methods);
            var hello = hello(settings, pid, listener.address(), store.identity());
            var reporter = new Reporter(context, ports.coordinator(), hello);
            reporter.start();
            scrubber.start();
            var itemRounds = new ItemRounds(context, settings.scrub());
            itemRounds.start();
            http.ifPresent(port ->
                    port.serve(
                            new Routes(
                                    new Checkup(context, hello), new ChunkDownload(store), port)));
            return new ChunkserverProcess(context, listener, reporter, scrubber, itemRounds, http);
        } catch (IOException | RefusedException | RuntimeException e) {
            http.ifPresent(HttpPort::close);
            if (opened.isPresent()) {
                opened.get().close();
            }
            throw e;
        }
    }

    private static Hello hello(
            ChunkserverSettings settings, long pid, Address bound, ServerIdentity identity) {
        return Hello.newBuilder()
                .setCluster(identity.cluster().value())
                .setServer(identity.server().value())
                .setIncarnation(identity.run().incarnation())
                .setNonce(identity.run().nonce())
                .setEndpoint(
                        Endpoint.newBuilder()
                                .setHost(settings.advertisedHost())
                                .setPort(bound.port()))
                .setPid(pid)
                .setVersion(ProgramVersion.current())
                .setHttpPort(settings.httpPort())
                .addAllDirectories(
                        identity.found().entrySet().stream()
                                .map(found ->
                                        FoundDirectory.newBuilder()
                                                .setStorage(found.getKey())
                                                .setIncarnation(found.getValue())
                                                .build())
                                .toList())
                .setHost(settings.host())
                .setRack(settings.rack())
                .build();
    }

    /** Without a directory there is no chunkserver. */
    private static void endWithDirectories(ServerStore store, Consumer<IOException> ending) {
        try {
            ending.accept(
                    new IOException(
                            "no data directory is left: replace the disk, or format another"
                                    + " directory",
                            store.noneLeft().get()));
        } catch (CancellationException e) {
            return; // closed, in good order
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** With which it checks who may write. */
    public WriteKeys keys() {
        return keys;
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
        scrubber.close();
        itemRounds.close();
        try {
            store.close();
        } catch (IOException | RefusedException e) {
            throw new IllegalStateException("a data directory does not close", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
