package io.penumbra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.port.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of requests that never reach a route. */
final class HttpServerTest {
    private static final Address LOOPBACK = new Address("127.0.0.1", 0);

    /** As headers may have; sent within five minutes. */
    private static final int BYTES_OF_A_TRICKLE = 30_000;

    /** Sent within three seconds: three times somebody looks whether it is a straggler. */
    private static final int BYTES_OF_A_LONG_BODY = 150;

    private final HttpServer server =
            new HttpServer(
                    LOOPBACK,
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

    /** A slow loris: a byte of a header, and soon another. */
    @Test
    void whoTakesTooLongOverItsHeadersIsCutOff() throws IOException, InterruptedException {
        try (var strict = new HttpServer(LOOPBACK, new Handler.Sequence(), Duration.ofSeconds(2))) {
            strict.start();
            try (var socket =
                    new Socket(InetAddress.getLoopbackAddress(), strict.address().port())) {
                var out = socket.getOutputStream();
                out.write("GET / HTTP/1.1\r\nHost: a\r\nX: ".getBytes(StandardCharsets.US_ASCII));
                assertThatThrownBy(
                                () -> {
                                    for (int i = 0; i < BYTES_OF_A_TRICKLE; i++) {
                                        out.write('x');
                                        Thread.sleep(10);
                                    }
                                })
                        .isInstanceOf(IOException.class);
            }
        }
    }

    /** Only headers have a limit: an upload takes as long as it takes. */
    @Test
    void aBodyMayTakeLongerThanHeaders() throws Exception {
        var reader =
                new Handler.Abstract() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback)
                            throws IOException {
                        Content.Source.asInputStream(request).readAllBytes();
                        callback.succeeded();
                        return true;
                    }
                };
        try (var strict = new HttpServer(LOOPBACK, reader, Duration.ofMillis(100))) {
            strict.start();
            try (var socket =
                    new Socket(InetAddress.getLoopbackAddress(), strict.address().port())) {
                var out = socket.getOutputStream();
                out.write(
                        """
                        PUT / HTTP/1.1\r
                        Host: a\r
                        Connection: close\r
                        Expect: 100-continue\r
                        Content-Length: %d\r
                        \r
                        """
                                .formatted(BYTES_OF_A_LONG_BODY)
                                .getBytes(StandardCharsets.US_ASCII));
                var in = socket.getInputStream();
                var goOn = "HTTP/1.1 100 Continue\r\n\r\n";
                assertThat(new String(in.readNBytes(goOn.length()), StandardCharsets.US_ASCII))
                        .isEqualTo(goOn);
                for (int i = 0; i < BYTES_OF_A_LONG_BODY; i++) {
                    Thread.sleep(20);
                    out.write('x');
                }
                assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 200");
            }
        }
    }

    private String exchange(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.address().port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
