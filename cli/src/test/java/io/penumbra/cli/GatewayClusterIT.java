package io.penumbra.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What operators do over HTTP. */
@ExtendWith(OneClusterForAll.class)
final class GatewayClusterIT {
    private static final byte[] NONE = new byte[0];

    private final Http http;

    GatewayClusterIT(RunningCluster cluster) {
        http = new Http(cluster);
    }

    @Test
    void aChunkserverIsLetAwayAndServesAgain() throws Exception {
        http.cluster().chunkservers(3);
        var servers = json(http.get("/servers")).path("servers");
        assertThat(servers.size()).isEqualTo(3);
        var server = servers.path(0).path("server").asString();
        var mode = "/servers/" + server + "/mode";
        var away = put(mode, "{\"mode\":\"maintenance\",\"seconds\":60}");
        assertThat(away.statusCode()).as(Http.text(away)).isEqualTo(200);
        assertThat(json(away).path("mode").asString()).isEqualTo("maintenance");
        Http.assertProblem(put(mode, "{\"mode\":\"off\"}"), 400, "INVALID_ARGUMENT", mode);
        var back = put(mode, "{\"mode\":\"serving\"}");
        assertThat(json(back).path("mode").asString()).isEqualTo("serving");
        Http.assertProblem(http.get("/servers/nobody"), 404, "NOT_FOUND", "nobody");
        var scrub = http.cluster().send("POST", "/servers/" + server + "/scrub", NONE);
        assertThat(scrub.statusCode()).as(Http.text(scrub)).isEqualTo(202);
        assertThat(json(http.get("/servers/" + server + "/scrub")).path("server").asString())
                .isEqualTo(server);
    }

    @Test
    void whatTheClusterDoesByItselfIsShown() throws Exception {
        assertThat(json(http.get("/repair")).has("lacking")).isTrue();
        var balance = put("/balance", "{\"spread\":0.2}");
        assertThat(balance.statusCode()).as(Http.text(balance)).isEqualTo(200);
        assertThat(json(http.get("/balance")).path("spread").asDouble()).isEqualTo(0.2);
        Http.assertProblem(put("/balance", "{\"spread\":7}"), 400, "INVALID_ARGUMENT", "/balance");
        assertThat(json(http.get("/gc")).has("collectedChunks")).isTrue();
        assertThat(http.cluster().send("POST", "/gc", NONE).statusCode()).isEqualTo(202);
    }

    @Test
    void classesAreMadeAndChangedAndFilesAreWrittenInThem() throws Exception {
        var made = put("/classes/http-pair", "{\"replicas\":2,\"durability\":\"replicated\"}");
        assertThat(made.statusCode()).as(Http.text(made)).isEqualTo(201);
        var changed = put("/classes/http-pair", "{\"deduplicate\":true}");
        assertThat(changed.statusCode()).as(Http.text(changed)).isEqualTo(200);
        var shown = json(http.get("/classes/http-pair"));
        assertThat(shown.path("replicas").asInt()).isEqualTo(2);
        assertThat(shown.path("durability").asString()).isEqualTo("replicated");
        assertThat(shown.path("deduplicates").asBoolean()).isTrue();
        Http.assertProblem(put("/classes/new", "{}"), 400, "INVALID_ARGUMENT", "/classes/new");
        http.put("/files/in/pair?class=http-pair", Http.bytes(1, 100));
        assertThat(json(http.get("/files/in/pair?stat")).path("storageClass").asString())
                .isEqualTo("http-pair");
        Http.assertProblem(
                http.put("/files/in/none?class=no-such", Http.bytes(1, 100)),
                400,
                "INVALID_ARGUMENT",
                "no-such");
    }

    @Test
    void aQuotaHoldsUntilItIsEnded() throws Exception {
        http.put("/files/small/a", Http.bytes(2, 100));
        assertThat(put("/quotas/small", "{\"bytes\":150}").statusCode()).isEqualTo(200);
        var full = http.put("/files/small/b", Http.bytes(3, 100));
        Http.assertProblem(full, 507, "QUOTA_EXCEEDED", "/small");
        assertThat(put("/quotas/small", "{\"entries\":10}").body()).isNotEmpty();
        var both = json(http.get("/quotas/small")).path("quota");
        assertThat(both.path("bytes").asLong()).as("what is left out").isEqualTo(150);
        assertThat(both.path("entries").asLong()).isEqualTo(10);
        Http.assertProblem(
                put("/quotas/small", "{\"entries\":-1}"), 400, "INVALID_ARGUMENT", "/quotas/small");
        assertThat(http.delete("/quotas/small").statusCode()).isEqualTo(204);
        assertThat(http.put("/files/small/b", Http.bytes(3, 100)).statusCode()).isEqualTo(201);
    }

    @Test
    void aSnapshotShowsWhatWas() throws Exception {
        http.put("/files/kept", "before".getBytes(UTF_8));
        var made = http.cluster().send("PUT", "/snapshots/http-one", NONE);
        assertThat(made.statusCode()).as(Http.text(made)).isEqualTo(201);
        http.put("/files/kept", "after".getBytes(UTF_8));
        assertThat(Http.text(http.get("/files/kept?as-of=http-one"))).isEqualTo("before");
        assertThat(Http.text(http.get("/files/kept"))).isEqualTo("after");
        assertThat(Http.text(http.get("/snapshots"))).contains("http-one");
        assertThat(http.delete("/snapshots/http-one").statusCode()).isEqualTo(204);
        assertThat(http.get("/files/kept?as-of=http-one").statusCode()).isEqualTo(404);
    }

    @Test
    void aLockIsItsHoldersUntilItEnds() throws Exception {
        http.put("/files/job", NONE);
        var taken = http.cluster().send("POST", "/locks/job?seconds=60", NONE);
        assertThat(taken.statusCode()).as(Http.text(taken)).isEqualTo(201);
        var token = json(taken).path("token").asString();
        Http.assertProblem(
                http.cluster().send("POST", "/locks/job?shared", NONE), 423, "LOCKED", "/job");
        assertThat(json(http.get("/locks/job")).path("locks").size()).isEqualTo(1);
        assertThat(http.cluster().send("PUT", "/locks/job?token=" + token, NONE).statusCode())
                .isEqualTo(200);
        Http.assertProblem(http.delete("/locks/job?token=x"), 404, "NOT_FOUND", "/job");
        assertThat(http.delete("/locks/job?token=" + token).statusCode()).isEqualTo(204);
        var shared = http.cluster().send("POST", "/locks/job?shared", NONE);
        var alsoShared = http.cluster().send("POST", "/locks/job?shared", NONE);
        assertThat(List.of(shared.statusCode(), alsoShared.statusCode())).containsOnly(201);
        for (var one : List.of(shared, alsoShared)) {
            var end = "/locks/job?token=" + json(one).path("token").asString();
            assertThat(http.delete(end).statusCode()).isEqualTo(204);
        }
        assertThat(json(http.get("/locks/job")).path("locks").size()).isZero();
    }

    @Test
    void eventsComeAsTheyHappenAndGoOnWhereTheyBrokeOff() throws Exception {
        var first = lines("/events", "0", 2);
        assertThat(first.get(0)).startsWith("id: ");
        assertThat(first.get(2)).startsWith("data: {");
        long id = Long.parseLong(first.get(0).substring("id: ".length()));
        var next = lines("/events", "" + id, 1);
        assertThat(Long.parseLong(next.get(0).substring("id: ".length()))).isGreaterThan(id);
        var page = json(http.get("/events?limit=1"));
        assertThat(page.path("events").path(0).path("index").asLong()).isEqualTo(id);
    }

    /** The lines of the first few events, without what chunks them. */
    private List<String> lines(String path, String lastId, int events) throws IOException {
        int port = http.cluster().request("/").build().uri().getPort();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            var request =
                    """
                    GET %s HTTP/1.1\r
                    Host: a\r
                    Accept: text/event-stream\r
                    Last-Event-ID: %s\r
                    \r
                    """
                            .formatted(path, lastId);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            return in.lines()
                    .filter(line -> line.matches("(id|event|data): .*"))
                    .limit(3L * events)
                    .toList();
        }
    }

    private HttpResponse<byte[]> put(String path, String json) throws Exception {
        return http.put(path, json.getBytes(UTF_8), "content-type", "application/json");
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        return RunningCluster.json(response);
    }
}
