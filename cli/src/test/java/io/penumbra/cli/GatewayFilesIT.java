package io.penumbra.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** All that can be done with files over HTTP beyond storing and fetching them. */
@ExtendWith(OneClusterForAll.class)
final class GatewayFilesIT {
    private static final byte[] NONE = new byte[0];

    private final Http http;

    GatewayFilesIT(RunningCluster cluster) {
        http = new Http(cluster);
    }

    @Test
    void aPartOfAFileIsWrittenOver() throws Exception {
        var bytes = Http.bytes(1, 100_000);
        var first = http.put("/files/edit/f", bytes);
        var part = Http.bytes(2, 1_000);
        var patched = http.cluster().send("PATCH", "/files/edit/f?offset=99500", part);
        assertThat(patched.statusCode()).as(Http.text(patched)).isEqualTo(200);
        var expected = Arrays.copyOf(bytes, 100_500);
        System.arraycopy(part, 0, expected, 99_500, 1_000);
        assertThat(http.get("/files/edit/f").body()).isEqualTo(expected);
        var behind = http.cluster().send("PATCH", "/files/edit/f?offset=100501", part);
        Http.assertProblem(behind, 416, "RANGE_NOT_SATISFIABLE", "/edit/f");
        var late =
                http.cluster()
                        .send(
                                "PATCH",
                                "/files/edit/f?offset=0",
                                part,
                                "if-match",
                                Http.header(first, "etag"));
        Http.assertProblem(late, 412, "PRECONDITION_FAILED", "/edit/f");
        var nowhere = http.cluster().send("PATCH", "/files/edit/f", part);
        Http.assertProblem(nowhere, 400, "INVALID_ARGUMENT", "/files/edit/f");
    }

    /** Hazard 38: what is repeated under its key, be it over a failover, was done once. */
    @Test
    void anAppendIsDoneOnceUnderItsKey() throws Exception {
        var first = append("a line\n", "key-1");
        assertThat(first.statusCode()).as(Http.text(first)).isEqualTo(200);
        assertThat(json(first).path("offset").asLong()).isZero();
        assertThat(append("another\n", "key-2").statusCode()).isEqualTo(200);
        http.cluster().shadow();
        RunningCluster.signal("KILL", http.cluster().leader());
        var again = append("a line\n", "key-1");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(new String(http.get("/files/once/log").body(), UTF_8))
                .isEqualTo("a line\nanother\n");
        Http.assertProblem(append("longer line\n", "key-1"), 409, "ALREADY_EXISTS", "/once/log");
        http.cluster().shadow();
    }

    private HttpResponse<byte[]> append(String line, String key) throws Exception {
        return http.cluster()
                .send(
                        "POST",
                        "/files/once/log?append",
                        line.getBytes(UTF_8),
                        "idempotency-key",
                        key);
    }

    @Test
    void whatIsKnownOfAFileIsSaid() throws Exception {
        http.put("/files/known/f", Http.bytes(3, 200_000));
        var stat = json(http.get("/files/known/f?stat"));
        assertThat(stat.path("length").asLong()).isEqualTo(200_000);
        assertThat(stat.path("kind").asString()).isEqualTo("file");
        assertThat(json(http.get("/files/known?stat")).path("kind").asString())
                .isEqualTo("directory");
        assertThat(Http.names(http.get("/files/known?list"))).containsExactly("/known/f");
        Http.assertProblem(http.get("/files/known/f?list"), 409, "NOT_A_DIRECTORY", "/known/f");
        var locations = json(http.get("/files/known/f?locations"));
        assertThat(locations.path("nodes").size()).isBetween(2, 3);
        assertThat(locations.path("nodes").path(0).path("bytes").asLong()).isEqualTo(200_000);
    }

    /** Hazard 48: the master says for each request which version it gets. */
    @Test
    void whatIsReadAgainAndAgainComesFromTheCacheAndIsNeverOld() throws Exception {
        var old = Http.bytes(6, 700_000);
        http.put("/files/hot", old);
        long before = cacheHits();
        while (cacheHits() == before) {
            assertThat(http.get("/files/hot").body()).isEqualTo(old);
        }
        var part = http.cluster().send("GET", "/files/hot", NONE, "range", "bytes=4096-8191");
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(old, 4_096, 8_192));
        var fresh = Http.bytes(7, 700_000);
        http.put("/files/hot", fresh);
        assertThat(http.get("/files/hot").body()).isEqualTo(fresh);
        http.cluster().send("PATCH", "/files/hot?offset=0", Http.bytes(8, 10));
        System.arraycopy(Http.bytes(8, 10), 0, fresh, 0, 10);
        assertThat(http.get("/files/hot").body()).isEqualTo(fresh);
    }

    private long cacheHits() throws Exception {
        return new String(http.get("/metrics").body(), UTF_8)
                .lines()
                .filter(line -> line.startsWith("penumbra_gateway_cache_hits_total "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void filesAreMovedAndGivenBack() throws Exception {
        http.put("/files/moved/a", Http.bytes(4, 10));
        http.put("/files/moved/b", Http.bytes(5, 20));
        var taken = http.cluster().send("POST", "/files/moved/a?rename=/moved/b", NONE);
        Http.assertProblem(taken, 409, "ALREADY_EXISTS", "/moved/b");
        var replaced = http.cluster().send("POST", "/files/moved/a?rename=/moved/b&replace", NONE);
        assertThat(replaced.statusCode()).as(Http.text(replaced)).isEqualTo(200);
        assertThat(http.get("/files/moved/b").body()).isEqualTo(Http.bytes(4, 10));
        assertThat(http.delete("/files/moved/b").statusCode()).isEqualTo(204);
        var back = http.cluster().send("POST", "/files/moved/b?undelete", NONE);
        assertThat(back.statusCode()).as(Http.text(back)).isEqualTo(200);
        assertThat(http.get("/files/moved/b").body()).isEqualTo(Http.bytes(4, 10));
    }

    @Test
    void pastVersionsAreListedAndRead() throws Exception {
        http.put("/files/versions/f", Http.bytes(10, 10));
        http.put("/files/versions/f", Http.bytes(11, 20));
        http.cluster().send("POST", "/files/versions/f?append", Http.bytes(12, 5));
        http.delete("/files/versions/f");
        http.put("/files/versions/f", Http.bytes(13, 40));
        var first = json(http.get("/files/versions/f?versions&limit=2"));
        var rest = json(http.get(first.path("next").asString()));
        assertThat(rest.path("next").isMissingNode() || rest.path("next").isNull()).isTrue();
        var all = new ArrayList<JsonNode>();
        first.path("versions").forEach(all::add);
        rest.path("versions").forEach(all::add);
        assertThat(all.stream().map(version -> version.path("end").asString()))
                .containsExactly("replaced", "edited", "removed", "current");
        assertThat(all.stream().map(version -> version.path("length").asInt()))
                .containsExactly(10, 20, 25, 40);
        var second = all.get(1).path("asOf").asString();
        var read = http.get("/files/versions/f?as-of=" + second);
        assertThat(read.body()).isEqualTo(Http.bytes(11, 20));
        assertThat(Http.header(read, "etag")).isEqualTo(all.get(1).path("etag").asString());
        Http.assertProblem(http.get("/files/versions/g?versions"), 404, "NOT_FOUND", "/versions/g");
    }

    @Test
    void whatChangedMeanwhileIsNeitherDeletedNorMoved() throws Exception {
        var old = Http.header(http.put("/files/if/f", Http.bytes(14, 10)), "etag");
        var now = Http.header(http.put("/files/if/f", Http.bytes(15, 10)), "etag");
        var late = http.cluster().send("DELETE", "/files/if/f", NONE, "if-match", old);
        Http.assertProblem(late, 412, "PRECONDITION_FAILED", "/if/f");
        var lateMove =
                http.cluster().send("POST", "/files/if/f?rename=/if/g", NONE, "if-match", old);
        Http.assertProblem(lateMove, 412, "PRECONDITION_FAILED", "/if/f");
        var moved = http.cluster().send("POST", "/files/if/f?rename=/if/g", NONE, "if-match", now);
        assertThat(moved.statusCode()).as(Http.text(moved)).isEqualTo(200);
        var deleted = http.cluster().send("DELETE", "/files/if/g", NONE, "if-match", now);
        assertThat(deleted.statusCode()).isEqualTo(204);
        var gone = http.cluster().send("DELETE", "/files/if/g", NONE, "if-match", "*");
        Http.assertProblem(gone, 412, "PRECONDITION_FAILED", "/if/g");
    }

    @Test
    void aBodyWithoutAnEndIsRefused() throws Exception {
        var answer = raw("PUT /files/endless HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 411").contains("LENGTH_REQUIRED");
        Http.assertProblem(http.get("/files/endless"), 404, "NOT_FOUND", "/endless");
    }

    @Test
    void aGrowingFileIsFollowed() throws Exception {
        http.put("/files/grows", "one\n".getBytes(UTF_8));
        try (var socket = connect()) {
            send(socket, "GET /files/grows?follow HTTP/1.1\r\nHost: a\r\n\r\n");
            var stream = socket.getInputStream();
            readUntil(stream, "one\n");
            http.cluster().send("POST", "/files/grows?append", "two\n".getBytes(UTF_8));
            readUntil(stream, "two\n");
            http.delete("/files/grows");
            assertThat(new String(stream.readAllBytes(), UTF_8)).endsWith("0\r\n\r\n");
        }
    }

    private static void readUntil(InputStream stream, String end) throws IOException {
        var read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int next = stream.read();
            assertThat(next).as("%s, then the end", read).isNotNegative();
            read.append((char) next);
        }
    }

    @Test
    void manyAppendAtOnceAndEachFindsItsBytesTogether() throws Exception {
        var lines = IntStream.range(0, 20).mapToObj("%019d\n"::formatted).toList();
        var offsets =
                lines.parallelStream()
                        .map(line -> {
                            try {
                                var answer =
                                        http.cluster()
                                                .send(
                                                        "POST",
                                                        "/files/together?append",
                                                        line.getBytes(UTF_8));
                                return (int) json(answer).path("offset").asLong();
                            } catch (IOException | InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        })
                        .toList();
        var all = new String(http.get("/files/together").body(), UTF_8);
        assertThat(all).hasSize(400);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(all.startsWith(lines.get(i), offsets.get(i))).as(lines.get(i)).isTrue();
        }
    }

    private String raw(String request) throws Exception {
        try (var socket = connect()) {
            send(socket, request);
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private Socket connect() throws IOException {
        int port = http.cluster().request("/").build().uri().getPort();
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static void send(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(UTF_8));
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        return RunningCluster.json(response);
    }
}
