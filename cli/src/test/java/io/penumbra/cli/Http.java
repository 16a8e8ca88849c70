package io.penumbra.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Speaks HTTP with a cluster's gateway, as curl would. */
record Http(RunningCluster cluster) {
    private static final byte[] NONE = new byte[0];

    static List<String> names(HttpResponse<byte[]> listing) {
        return RunningCluster.json(listing)
                .path("entries")
                .valueStream()
                .map(entry -> entry.path("path").asString())
                .toList();
    }

    static void assertProblem(HttpResponse<byte[]> response, int status, String code, String path) {
        assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
        assertThat(header(response, "content-type")).isEqualTo("application/problem+json");
        var problem = RunningCluster.json(response);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("code").asString()).isEqualTo(code);
        assertThat(problem.path("path").asString()).isEqualTo(path);
        assertThat(problem.path("detail").asString()).isNotEmpty();
        assertThat(problem.path("requestId").asString())
                .isEqualTo(header(response, "x-request-id"));
    }

    HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return cluster.send("GET", path, NONE, headers);
    }

    HttpResponse<byte[]> put(String path, byte[] body, String... headers) throws Exception {
        return cluster.send("PUT", path, body, headers);
    }

    HttpResponse<byte[]> post(String path, String json) throws Exception {
        return cluster.send("POST", path, json.getBytes(UTF_8), "content-type", "application/json");
    }

    HttpResponse<byte[]> delete(String path) throws Exception {
        return cluster.send("DELETE", path, NONE);
    }

    static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("(no " + name + ")");
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), UTF_8);
    }

    static byte[] bytes(long seed, int length) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
