package io.penumbra.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.port.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of requests that never reach a route. */
final class HttpServerTest {
    private final HttpServer server =
            new HttpServer(
                    new Address("127.0.0.1", 0),
                    new Handler.Abstract() {
                        @Override
                        public boolean handle(
                                Request request, Response response, Callback callback) {
                            throw new IllegalStateException("a bug");
                        }
                    });

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void aBugIsAProblemThatSaysNothingOfItsInside() throws IOException {
        assertThat(exchange("GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 500")
                .contains("application/problem+json", "\"code\":\"INTERNAL\"", "\"path\":\"/x\"")
                .doesNotContain("a bug", "IllegalState");
    }

    @Test
    void whatIsNotHttpIsAProblemToo() throws IOException {
        assertThat(exchange("GET /x HTTP/1.1\r\nbad header\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "\"code\":\"INVALID_ARGUMENT\"");
    }

    @Test
    void headersThatAreTooLongAreRefused() throws IOException {
        assertThat(exchange("GET /" + "x".repeat(40_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 414")
                .contains("\"status\":414");
    }

    private String exchange(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.address().port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
