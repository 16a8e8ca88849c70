package io.penumbra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One file, from HTTP to three disks and back; all of it real processes. */
@ExtendWith(OneClusterForAll.class)
final class GatewayIT {
    private static final int ATTEMPTS_MAX = 20;

    private final Http http;

    GatewayIT(RunningCluster cluster) {
        http = new Http(cluster);
    }

    @Test
    void anEmptyFileIsMadeByName() throws Exception {
        var made = http.post("/files", "{\"path\":\"blank\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(Http.header(made, "location")).isEqualTo("/files/blank");
        assertThat(RunningCluster.json(made).path("length").asLong()).isZero();
        var again = http.post("/files", "{\"path\":\"blank\"}");
        Http.assertProblem(again, 409, "ALREADY_EXISTS", "/blank");
        var read = http.get("/files/blank");
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.body()).isEmpty();
    }

    @Test
    void whatWasPutIsWhatComesBack() throws Exception {
        var bytes = Http.bytes(1, 3_000_000);
        var put = http.put("/files/d/f%20%C3%BC.bin", bytes);
        assertThat(put.statusCode()).as(Http.text(put)).isEqualTo(201);
        assertThat(RunningCluster.json(put).path("path").asString()).isEqualTo("/d/f ü.bin");
        assertThat(RunningCluster.json(put).path("sha256").asString())
                .isEqualTo(Http.sha256(bytes));
        var got = http.get("/files/d/f%20%C3%BC.bin");
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(got.body()).isEqualTo(bytes);
        assertThat(Http.header(got, "etag")).isEqualTo(Http.header(put, "etag"));
        var head = http.cluster().send("HEAD", "/files/d/f%20%C3%BC.bin", new byte[0]);
        assertThat(Http.header(head, "content-length")).isEqualTo("3000000");
        assertThat(head.statusCode()).isEqualTo(200);
    }

    @Test
    void partsAreServedAsAsked() throws Exception {
        var bytes = Http.bytes(2, 200_000);
        http.put("/files/range.txt", bytes);
        var part = http.get("/files/range.txt", "range", "bytes=65530-70000");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(Http.header(part, "content-range")).isEqualTo("bytes 65530-70000/200000");
        assertThat(Http.header(part, "content-type")).startsWith("text/plain");
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(bytes, 65_530, 70_001));
        var end = http.get("/files/range.txt", "range", "bytes=-5");
        assertThat(end.body()).isEqualTo(Arrays.copyOfRange(bytes, 199_995, 200_000));
        var behind = http.get("/files/range.txt", "range", "bytes=200000-");
        Http.assertProblem(behind, 416, "RANGE_NOT_SATISFIABLE", "/range.txt");
        assertThat(Http.header(behind, "content-range")).isEqualTo("bytes */200000");
    }

    @Test
    void aVersionIsReplacedOnlyByWhoKnowsIt() throws Exception {
        var first = http.put("/files/v", Http.bytes(3, 10));
        assertThat(http.put("/files/v", Http.bytes(4, 10), "if-none-match", "*").statusCode())
                .isEqualTo(412);
        var second =
                http.put("/files/v", Http.bytes(5, 11), "if-match", Http.header(first, "etag"));
        assertThat(second.statusCode()).as(Http.text(second)).isEqualTo(200);
        var late = http.put("/files/v", Http.bytes(6, 12), "if-match", Http.header(first, "etag"));
        Http.assertProblem(late, 412, "PRECONDITION_FAILED", "/v");
        assertThat(http.get("/files/v").body()).isEqualTo(Http.bytes(5, 11));
        var known = http.get("/files/v", "if-none-match", Http.header(second, "etag"));
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
    }

    @Test
    void whatIsReadIsWhatWasMeantOrNothing() throws Exception {
        http.put("/files/meant", Http.bytes(3, 10));
        var seen = http.get("/files/meant");
        var tag = Http.header(seen, "etag");
        var time = Http.header(seen, "last-modified");
        assertThat(http.get("/files/meant", "if-match", tag).statusCode()).isEqualTo(200);
        Http.assertProblem(
                http.get("/files/meant", "if-match", "\"other\""),
                412,
                "PRECONDITION_FAILED",
                "/meant");
        assertThat(http.get("/files/meant", "if-modified-since", time).statusCode()).isEqualTo(304);
        assertThat(http.get("/files/meant", "if-unmodified-since", time).statusCode())
                .isEqualTo(200);
        var before = "Sun, 06 Nov 1994 08:49:37 GMT";
        assertThat(http.get("/files/meant", "if-modified-since", before).statusCode())
                .isEqualTo(200);
        assertThat(http.get("/files/meant", "if-unmodified-since", before).statusCode())
                .isEqualTo(412);
        assertThat(http.get("/files/meant", "if-modified-since", "yesterday").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aDirectoryIsListedInOrderAndInPages() throws Exception {
        for (var name : List.of("c", "a", "b")) {
            http.put("/files/list/" + name, Http.bytes(7, 1));
        }
        assertThat(Http.names(http.get("/files/list")))
                .containsExactly("/list/a", "/list/b", "/list/c");
        var page = http.get("/files/list?limit=2");
        assertThat(Http.names(page)).containsExactly("/list/a", "/list/b");
        var next = RunningCluster.json(page).path("next").asString();
        assertThat(Http.names(http.get(next))).containsExactly("/list/c");
    }

    @Test
    void filesAreRenamedAndDeleted() throws Exception {
        http.put("/files/old/name", Http.bytes(8, 100));
        var renamed = http.post("/files/old/name", "{\"rename\":\"/old/new\"}");
        assertThat(renamed.statusCode()).as(Http.text(renamed)).isEqualTo(200);
        Http.assertProblem(http.get("/files/old/name"), 404, "NOT_FOUND", "/old/name");
        assertThat(http.get("/files/old/new").body()).isEqualTo(Http.bytes(8, 100));
        Http.assertProblem(http.delete("/files/old"), 409, "DIRECTORY_NOT_EMPTY", "/old");
        assertThat(http.delete("/files/old?recursive=true").statusCode()).isEqualTo(204);
        Http.assertProblem(http.get("/files/old"), 404, "NOT_FOUND", "/old");
    }

    @Test
    void whatMakesNoSenseIsSaidToMakeNoSense() throws Exception {
        Http.assertProblem(http.get("/files/a/%2e%2e/b"), 400, "INVALID_ARGUMENT", "/a/../b");
        Http.assertProblem(http.get("/nowhere"), 404, "NOT_FOUND", "/nowhere");
        Http.assertProblem(http.post("/files", "{\"pth\":1}"), 400, "INVALID_ARGUMENT", "");
        Http.assertProblem(
                http.cluster().send("PATCH", "/cluster", new byte[0]),
                405,
                "METHOD_NOT_ALLOWED",
                "/cluster");
        var named = http.get("/nowhere", "x-request-id", "mine-1");
        assertThat(Http.header(named, "x-request-id")).isEqualTo("mine-1");
        assertThat(RunningCluster.json(named).path("requestId").asString()).isEqualTo("mine-1");
    }

    @Test
    void anUploadThatBreaksOffLeavesNothing() throws Exception {
        var half =
                http.cluster()
                        .request("/files/half")
                        .PUT(
                                BodyPublishers.ofInputStream(
                                        () -> new BrokenStream(Http.bytes(9, 300_000))));
        assertThat(half).isNotNull();
        try {
            http.cluster().send(half);
        } catch (IOException e) {
            assertThat(e).hasStackTraceContaining("broken on purpose");
        }
        Http.assertProblem(http.get("/files/half"), 404, "NOT_FOUND", "/half");
    }

    /** A chunkserver that another test killed may still be on its way back: then once more. */
    @Test
    void threeChunkserversHoldTheSameBytes() throws Exception {
        var local = Files.createTempFile("penumbra-it-", ".bin");
        List<byte[]> copies = List.of();
        for (int attempt = 0; copies.size() != 3 && attempt < ATTEMPTS_MAX; attempt++) {
            var content = Http.bytes(100 + attempt, 500_000);
            Files.write(local, content);
            assertThat(http.cluster().pfs("put", local.toString(), "/three").code()).isZero();
            copies = chunksWith(new String(content, 0, 1_000, StandardCharsets.ISO_8859_1));
        }
        Files.delete(local);
        assertThat(copies).hasSize(3);
        assertThat(copies.get(1)).isEqualTo(copies.getFirst());
        assertThat(copies.get(2)).isEqualTo(copies.getFirst());
    }

    private List<byte[]> chunksWith(String marker) throws IOException {
        var found = new ArrayList<byte[]>();
        for (int server = 1; server <= 3; server++) {
            try (var walk = Files.walk(http.cluster().data().resolve("chunkserver-" + server))) {
                for (var file : walk.filter(it -> it.toString().endsWith(".chunk")).toList()) {
                    var bytes = Files.readAllBytes(file);
                    if (new String(bytes, StandardCharsets.ISO_8859_1).contains(marker)) {
                        found.add(bytes);
                    }
                }
            }
        }
        return found;
    }
}
