package io.penumbra.platform.grpc;

import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.penumbra.core.Limits;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Threads;
import io.penumbra.platform.secret.ClusterSecret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The network over gRPC. Not done: TLS, compression, load balancing, service discovery.
 *
 * <p>Connections that went silent are found by pings, so that no call waits on a half-open one: the
 * serving side asks after {@link #SERVER_PING}, the calling side after {@link #CLIENT_PING}, the
 * least that gRPC allows; both give up when no answer comes within {@link #PING_ANSWER}.
 */
public final class GrpcNetwork implements Network {
    private static final Duration CLIENT_PING = Duration.ofSeconds(10);
    private static final Duration SERVER_PING = Duration.ofSeconds(4);
    private static final Duration PING_ANSWER = Duration.ofSeconds(3);

    /** A whole parcel: its body, its head, and what codes them. */
    private static final int MESSAGE_BYTES_MAX = Limits.MESSAGE_BYTES_MAX + (256 << 10);

    /** Holds a refusal whose subject is the longest path. */
    private static final int METADATA_BYTES_MAX = 64 << 10;

    /** What a sender may have under way before the receiver takes something. */
    private static final int FLOW_WINDOW_BYTES = 4 << 20;

    /** Calls served at a time by one listener; beyond, callers are refused. */
    private static final int CALLS_MAX = 4_096;

    /**
     * Replies that a caller does not take wait in memory, and their calls count until they are
     * sent. Beyond, callers wait on their side.
     */
    private static final int CALLS_PER_CONNECTION_MAX = 128;

    private final Threads threads;
    private final Optional<ClusterSecret> secret;
    private final EventLoops loops = new EventLoops();
    private final Map<Address, GrpcPeer> peers = new ConcurrentHashMap<>();
    private final Set<ChannelPool> pools = ConcurrentHashMap.newKeySet();
    private final Set<GrpcListener> listeners = ConcurrentHashMap.newKeySet();

    /**
     * @param secret what callers must prove that they know; anyone is served if there is none
     */
    public GrpcNetwork(Threads threads, Optional<ClusterSecret> secret) {
        this.threads = threads;
        this.secret = secret;
    }

    @Override
    public Listener listen(Address address, List<Served<?, ?>> methods) throws IOException {
        var socket = new InetSocketAddress(address.host(), address.port());
        var server =
                loops.serverAt(socket)
                        .directExecutor()
                        .addServices(services(methods))
                        .flowControlWindow(FLOW_WINDOW_BYTES)
                        .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION_MAX)
                        .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                        .maxInboundMetadataSize(METADATA_BYTES_MAX)
                        .keepAliveTime(SERVER_PING.toMillis(), TimeUnit.MILLISECONDS)
                        .keepAliveTimeout(PING_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                        .permitKeepAliveTime(1, TimeUnit.SECONDS)
                        .permitKeepAliveWithoutCalls(true)
                        .build()
                        .start();
        var listening = new GrpcListener[1];
        listening[0] =
                new GrpcListener(
                        new Address(address.host(), server.getPort()),
                        server,
                        () -> listeners.remove(listening[0]));
        listeners.add(listening[0]);
        return listening[0];
    }

    private List<ServerServiceDefinition> services(List<Served<?, ?>> methods) {
        var serving = new CallHandler.Serving(threads, secret, new Semaphore(CALLS_MAX));
        var services = new TreeMap<String, ServerServiceDefinition.Builder>();
        for (var served : methods) {
            var descriptor =
                    switch (served) {
                        case Served.Single<?, ?> single ->
                                Descriptors.of(single.method(), MethodType.UNARY);
                        case Served.Asked<?, ?> asked ->
                                Descriptors.of(asked.method(), MethodType.SERVER_STREAMING);
                        case Served.Streamed<?, ?> streamed ->
                                Descriptors.of(streamed.method(), MethodType.BIDI_STREAMING);
                    };
            var service = descriptor.getServiceName();
            services.computeIfAbsent(String.valueOf(service), ServerServiceDefinition::builder)
                    .addMethod(descriptor, CallHandler.of(served, serving));
        }
        var built = new ArrayList<ServerServiceDefinition>();
        services.values().forEach(service -> built.add(service.build()));
        return built;
    }

    @Override
    public Peer peer(Address address) {
        return peers.computeIfAbsent(address, this::newPeer);
    }

    private GrpcPeer newPeer(Address address) {
        var pool = new ChannelPool(address, () -> channelTo(address));
        pools.add(pool);
        return new GrpcPeer(address, pool, secret);
    }

    private ManagedChannel channelTo(Address address) {
        return loops.channelTo(new InetSocketAddress(address.host(), address.port()))
                .directExecutor()
                .disableRetry()
                .flowControlWindow(FLOW_WINDOW_BYTES)
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .maxInboundMetadataSize(METADATA_BYTES_MAX)
                .keepAliveTime(CLIENT_PING.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(PING_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveWithoutCalls(true)
                .idleTimeout(365, TimeUnit.DAYS)
                .build();
    }

    @Override
    public Probe probe(Address address, Duration atMost) {
        try (var socket = new Socket()) {
            int millis = Math.clamp(atMost.toMillis(), 1, Integer.MAX_VALUE);
            socket.connect(new InetSocketAddress(address.host(), address.port()), millis);
            return Probe.OPEN;
        } catch (ConnectException e) {
            return Probe.REFUSED;
        } catch (IOException e) {
            // Timed out, or no way there: nothing that proves that nobody listens.
            return Probe.SILENT;
        }
    }

    @Override
    public void close() {
        List.copyOf(listeners).forEach(GrpcListener::close);
        pools.forEach(ChannelPool::close);
        loops.close();
    }
}
