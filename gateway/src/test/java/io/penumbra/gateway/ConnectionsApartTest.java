package io.penumbra.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * What one client sends is nothing that another one gets. Once, under load, an answer began with
 * the end of headers that somebody else had sent.
 */
final class ConnectionsApartTest {
    private static final int CLIENTS = 8;
    private static final int REQUESTS = 250;
    private static final String SECRET = "my-secret-header ";

    @Test
    void noAnswerHoldsAnythingOfAnothersRequest() throws Exception {
        try (var table = new WholeTable();
                var gateway = new Gateway(CLIENTS, table.routes(), table.figures());
                var threads = Executors.newFixedThreadPool(CLIENTS)) {
            var clients = new ArrayList<Callable<List<String>>>();
            for (int i = 0; i < CLIENTS; i++) {
                boolean talksTooMuch = i % 2 == 0;
                clients.add(() -> talksTooMuch ? tell(gateway) : ask(gateway));
            }
            for (var client : threads.invokeAll(clients)) {
                assertThat(client.get())
                        .allSatisfy(answer ->
                                assertThat(answer).startsWith("HTTP/1.1 ").doesNotContain(SECRET));
            }
        }
    }

    private static byte[] bytes(String request) {
        return request.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Headers that are too long: the answer comes before all is read, or the connection breaks. */
    private static List<String> tell(Gateway gateway) {
        for (int i = 0; i < REQUESTS; i++) {
            var header = SECRET.repeat(2_000 + i * 7);
            try {
                var _ = gateway.raw(bytes("GET /docs HTTP/1.1\r\nX: " + header + "\r\n\r\n"));
            } catch (IOException e) {
                assertThat(e).hasMessageMatching("(?s).*(reset|Broken pipe).*");
            }
        }
        return List.of();
    }

    private static List<String> ask(Gateway gateway) throws Exception {
        var answers = new ArrayList<String>();
        for (int i = 0; i < REQUESTS; i++) {
            answers.add(
                    gateway.raw(
                            bytes(
                                    i % 2 == 0
                                            ? "GET /docs HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n"
                                            : "GET /docs HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")));
        }
        return answers;
    }
}
