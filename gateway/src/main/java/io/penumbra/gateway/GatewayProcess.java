package io.penumbra.gateway;

import io.penumbra.core.id.RequestId;
import io.penumbra.core.port.Address;
import io.penumbra.platform.grpc.ClusterSecret;
import io.penumbra.platform.grpc.GrpcNetwork;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.process.Pid;
import io.penumbra.platform.time.SystemClock;
import io.penumbra.platform.time.SystemThreads;
import io.penumbra.zclient.ZClient;
import io.penumbra.zclient.ZClientSettings;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The whole gateway, wired by hand. */
public final class GatewayProcess implements AutoCloseable {
    private final SecureRandom random = new SecureRandom();
    private final GrpcNetwork network;
    private final ZClient client;
    private final HttpServer http;

    public GatewayProcess(GatewaySettings settings, FaultHandler faults) {
        var threads = new SystemThreads(faults);
        network = new GrpcNetwork(threads, settings.secret().map(ClusterSecret::new));
        client =
                new ZClient(
                        clientSettings(settings),
                        network,
                        new SystemClock(faults),
                        threads,
                        random);
        http =
                new HttpServer(
                        settings.listen(),
                        new GatewayHandler(
                                new Routes(client), this::nextId, settings.requestsMax(), faults));
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
        http.start();
    }

    public Address address() {
        return http.address();
    }

    @Override
    public void close() throws IOException {
        try (network;
                client;
                http) {
            // Closed in reverse: nobody is let in any more, then the client, then its connections.
        }
    }
}
