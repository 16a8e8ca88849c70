package io.penumbra.gateway;

import io.penumbra.core.port.Address;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/** Jetty, with a virtual thread for every request. */
final class HttpServer implements AutoCloseable {
    private static final int PLATFORM_THREADS_MAX = 32;
    private static final int WAITING_CONNECTIONS_MAX = 1_024;
    // A path of 4,096 bytes, percent-encoded, and ordinary headers.
    private static final int HEADER_BYTES_MAX = 32 << 10;
    private static final int OUTPUT_BYTES = 64 << 10;
    private static final long IDLE_MILLIS = 60_000;
    private static final long STOP_MILLIS = 2_000;
    private static final Duration HEADERS_WITHIN = Duration.ofSeconds(30);
    private static final int CONNECTIONS_MAX = 4_096;

    private final String host;
    private final Server server;
    private final ServerConnector connector;
    private final Stragglers stragglers;

    HttpServer(Address address, Handler handler) {
        this(address, handler, HEADERS_WITHIN);
    }

    /**
     * @param headersWithin how long a client may take over a request's headers
     */
    HttpServer(Address address, Handler handler, Duration headersWithin) {
        host = address.host();
        var threads = new QueuedThreadPool(PLATFORM_THREADS_MAX);
        threads.setName("http");
        threads.setVirtualThreadsExecutor(
                task -> Thread.ofVirtual().name("http-request").start(task));
        // Pooled memory that one connection let go too early would show one client's bytes to
        // another.
        server = new Server(threads, new ScheduledExecutorScheduler(), ByteBufferPool.NON_POOLING);
        stragglers = new Stragglers(handler, headersWithin);
        server.setHandler(stragglers);
        server.setErrorHandler(new ProblemPages());
        server.setStopTimeout(STOP_MILLIS);
        connector = new ServerConnector(server, new HttpConnectionFactory(configuration()));
        connector.setHost(address.host());
        connector.setPort(address.port());
        connector.setAcceptQueueSize(WAITING_CONNECTIONS_MAX);
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.addBean(stragglers);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(CONNECTIONS_MAX, connector));
    }

    private static HttpConfiguration configuration() {
        var http = new HttpConfiguration();
        http.setRequestHeaderSize(HEADER_BYTES_MAX);
        http.setOutputBufferSize(OUTPUT_BYTES);
        http.setSendServerVersion(false);
        // What is not pooled had better be on the heap.
        http.setUseInputDirectByteBuffers(false);
        http.setUseOutputDirectByteBuffers(false);
        // The routes decode paths themselves and refuse what is ambiguous in their own words.
        http.setUriCompliance(UriCompliance.UNSAFE);
        return http;
    }

    void start() throws IOException {
        try {
            server.start();
            stragglers.watch(connector.getScheduler());
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the HTTP server did not start: " + e.getMessage(), e);
        }
    }

    /** Where it listens, also when it was told to take a free port. */
    Address address() {
        return new Address(host, connector.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("the HTTP server did not stop: " + e.getMessage(), e);
        }
    }
}
