package io.penumbra.gateway;

import io.penumbra.core.id.RequestId;
import io.penumbra.core.port.Address;
import io.penumbra.gateway.cache.CacheFigures;
import io.penumbra.gateway.file.TransferMemory;
import io.penumbra.gateway.route.Route;
import io.penumbra.gateway.route.RouteTable;
import io.penumbra.platform.http.HttpAccess;
import io.penumbra.platform.process.FaultHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A gateway's HTTP side over routes of a test. */
final class Gateway implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicLong ids = new AtomicLong();
    private final HttpServer server;

    Gateway(int requestsMax, List<Route> routes) throws IOException {
        this(requestsMax, routes, new Figures(new TransferMemory(0), new CacheFigures()));
    }

    Gateway(int requestsMax, List<Route> routes, Figures figures) throws IOException {
        server =
                new HttpServer(
                        new Address("127.0.0.1", 0),
                        new GatewayHandler(
                                new RouteTable(routes),
                                () -> new RequestId("r" + ids.incrementAndGet()),
                                HttpAccess.open(),
                                requestsMax,
                                figures,
                                new FaultHandler(_ -> {})));
        server.start();
    }

    HttpResponse<String> send(String method, String path, String... headers)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
                        .timeout(Duration.ofSeconds(30))
                        .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** A connection, for what no client would send. */
    Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.address().port());
    }

    /** Sends bytes as they are, and returns all that comes until the other side hangs up. */
    String raw(byte[] request) throws IOException {
        try (var socket = connect()) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
    }
}
