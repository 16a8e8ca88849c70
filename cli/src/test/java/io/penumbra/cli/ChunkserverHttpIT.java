package io.penumbra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the chunkservers of a running cluster show of themselves. */
@ExtendWith(OneClusterForAll.class)
final class ChunkserverHttpIT {
    @TempDir Path temp;
    private final RunningCluster cluster;
    private final HttpClient client = HttpClient.newHttpClient();

    ChunkserverHttpIT(RunningCluster cluster) {
        this.cluster = cluster;
    }

    private byte[] get(JsonNode chunkserver, String path) throws Exception {
        int port = chunkserver.path("httpPort").asInt();
        var uri = URI.create("http://127.0.0.1:%d%s".formatted(port, path));
        var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build();
        var response = client.send(request, BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).as(uri.toString()).isEqualTo(200);
        return response.body();
    }

    @Test
    void theClusterSaysWhereEachChunkserverShowsItsStateAndItsChunks() throws Exception {
        var bytes = Http.bytes(21, 300_000);
        new Http(cluster).put("/files/shown", bytes);
        long used = 0;
        for (var chunkserver : cluster.chunkservers(3)) {
            var status = JsonMapper.shared().readTree(get(chunkserver, "/status"));
            assertThat(status.path("server").asString())
                    .isEqualTo(chunkserver.path("id").asString());
            used += status.path("usedBytes").asLong();
        }
        // Two copies at least: a chunkserver that was too slow is made up for later.
        assertThat(used).isGreaterThan(2L * bytes.length);
        try (var files = Files.walk(cluster.data().resolve("chunkserver-1"))) {
            // The newest are in use, so that they stay where they are meanwhile.
            var chunks =
                    files.filter(file -> file.toString().endsWith(".chunk"))
                            .sorted(Comparator.comparingLong(file -> -file.toFile().lastModified()))
                            .limit(2)
                            .toList();
            assertThat(chunks).isNotEmpty();
            for (var chunk : chunks) {
                var name = requireRight(chunk);
                requireRight(Files.write(temp.resolve(name), downloaded(name)));
            }
        }
    }

    /** Says which chunk it is. Other tests kill chunkservers, so a write may have been torn. */
    private String requireRight(Path chunk) throws Exception {
        var ran = cluster.pfs("chunk", "dump", "--json", "--summary", chunk.toString());
        assertThat(ran.err()).isEmpty();
        var lines = ran.out().lines().map(JsonMapper.shared()::readTree).toList();
        assertThat(lines.getLast().path("damagedFrames").asLong(-1)).isZero();
        assertThat(lines.getLast().path("damagedBytes").asLong(-1)).isZero();
        return lines.getFirst().path("chunk").asString();
    }

    /** From any chunkserver: a chunk's bytes are the same on all that have it. */
    private byte[] downloaded(String chunk) throws Exception {
        for (var chunkserver : cluster.chunkservers(3)) {
            int port = chunkserver.path("httpPort").asInt();
            var uri = URI.create("http://127.0.0.1:%d/chunks/%s".formatted(port, chunk));
            var response =
                    client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
            if (response.statusCode() == 200) {
                return response.body();
            }
        }
        throw new AssertionError("no chunkserver shows " + chunk);
    }
}
