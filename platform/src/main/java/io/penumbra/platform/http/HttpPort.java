package io.penumbra.platform.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.penumbra.core.id.RequestId;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.Problem;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.metrics.Exposition;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK's HTTP server with a virtual thread for each request. How many connections there are, how
 * long they may take and how much they may say is bounded, so whoever is slow costs little and
 * goes.
 */
public final class HttpPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpPort.class);
    private static final int CONNECTIONS_MAX = 64;
    private static final String AUTHORIZATION = "Authorization";

    static {
        // The JDK's server takes its limits from the properties of the JVM alone, once.
        limit("jdk.httpserver.maxConnections", CONNECTIONS_MAX);
        limit("sun.net.httpserver.maxReqTime", 10); // seconds until a request is there
        limit("sun.net.httpserver.maxRspTime", 120); // and until its answer is taken
        limit("sun.net.httpserver.maxReqHeaderSize", 16 << 10);
    }

    private final HttpServer server;
    private final HttpAccess access;
    private final AtomicLong lastRequest;
    private final ConcurrentSkipListMap<Integer, AtomicLong> answersByStatus =
            new ConcurrentSkipListMap<>();

    private HttpPort(HttpServer server, HttpAccess access, long firstRequest) {
        this.server = server;
        this.access = access;
        lastRequest = new AtomicLong(firstRequest);
    }

    /**
     * Takes a port at the host where a process listens.
     *
     * @param port 0 for none
     */
    public static Optional<HttpPort> beside(
            Address listen, int port, HttpAccess access, Threads threads, long firstRequest)
            throws IOException {
        if (port == 0) {
            return Optional.empty();
        }
        var at = new Address(listen.host(), port);
        return Optional.of(bind(at, access, threads, firstRequest));
    }

    /** What whoever starts the JVM says goes before. */
    private static void limit(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(value));
        }
    }

    /**
     * Takes the port; nobody is served yet.
     *
     * @param firstRequest where the ids of requests begin, so that those of two servers differ
     */
    public static HttpPort bind(
            Address address, HttpAccess access, Threads threads, long firstRequest)
            throws IOException {
        try {
            var socket = new InetSocketAddress(address.host(), address.port());
            var server = HttpServer.create(socket, CONNECTIONS_MAX);
            server.setExecutor(request -> threads.virtual("http", request));
            return new HttpPort(server, access, firstRequest);
        } catch (IOException e) {
            throw new IOException("HTTP at %s: %s".formatted(address, e.getMessage()), e);
        }
    }

    /** Serves from now on. */
    public void serve(Site site) {
        server.createContext("/", exchange -> serve(exchange, site));
        server.start();
    }

    /** Whether only this machine reaches it. */
    public boolean isLocal() {
        return server.getAddress().getAddress().isLoopbackAddress();
    }

    /** How many requests were answered. */
    public void tell(Exposition figures) {
        figures.begin("http_requests_total", "counter", "Requests answered over HTTP.");
        answersByStatus.forEach((status, count) ->
                figures.sample(
                        "http_requests_total", Map.of("code", status.toString()), count.get()));
    }

    public Address address() {
        var bound = server.getAddress();
        return new Address(bound.getHostString(), bound.getPort());
    }

    /** An answer that was begun and not finished cuts the connection: nobody takes it for whole. */
    private void serve(HttpExchange exchange, Site site) throws IOException {
        var id = new RequestId(HexFormat.of().toHexDigits(lastRequest.incrementAndGet()));
        try (exchange) {
            var answer = new Answer(id, exchange);
            try {
                access.require(exchange.getRequestHeaders().getFirst(AUTHORIZATION), answer.path());
                site.serve(answer);
            } catch (RefusedException e) {
                refuse(answer, e.refusal(), e);
            } catch (IOException e) {
                var failed = new Refusal(RefusalCode.UNAVAILABLE, answer.path(), e.toString());
                refuse(answer, failed, e);
            } catch (RuntimeException e) {
                LOG.error("{} {} {}", id, answer.method(), answer.path(), e);
                if (!answer.isBegun()) {
                    answer.send(Problem.ofStatus(500, null, answer.path(), id.value()));
                }
            } finally {
                count(answer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void count(Answer answer) {
        if (answer.isBegun()) {
            answersByStatus
                    .computeIfAbsent(answer.status(), _ -> new AtomicLong())
                    .incrementAndGet();
        }
    }

    private static void refuse(Answer answer, Refusal refusal, Exception cause) throws IOException {
        if (answer.isBegun()) {
            LOG.debug("{} {} broke off", answer.id(), answer.path(), cause);
            return;
        }
        if (refusal.code().retry() == RefusalCode.Retry.LATER) {
            answer.set("Retry-After", "1");
        }
        if (refusal.code() == RefusalCode.UNAUTHENTICATED) {
            answer.set("WWW-Authenticate", HttpAccess.CHALLENGE);
        }
        answer.send(Problem.of(refusal, answer.id()));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
