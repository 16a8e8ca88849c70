package io.penumbra.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.cli.RunningCluster.Ran;
import io.penumbra.zclient.ZClient;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that was open gets a secret; from then on nobody comes in without it. */
final class SecretIT {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** What a JVM takes to start beside all that runs here. */
    private static final Duration START_OF_A_JVM = Duration.ofSeconds(3);

    private static final byte[] NONE = {};

    @TempDir private Path temp;

    @Test
    void whoDoesNotKnowTheSecretReadsAndChangesNothing() throws Exception {
        var data = temp.resolve("data");
        var secret = temp.resolve("secret");
        var wrong =
                Files.writeString(
                        Files.createFile(temp.resolve("wrong"), ownersOnly()),
                        "another secret, long enough\n");
        try (var open = RunningCluster.start(data);
                var client = ZClient.connect(open.masters())) {
            client.write("/before", "written when it was open");
        }
        try (var cluster = RunningCluster.start(data, "--secret-file", secret.toString())) {
            assertThat(Files.getPosixFilePermissions(secret)).isEqualTo(ownersOnly().value());
            for (var masters : List.of(cluster.masters(), "zk://" + cluster.zookeeper())) {
                var ls = List.of("cat", "/before", "--master", masters, "--secret-file");
                assertThat(run(cluster, ls, secret).out()).isEqualTo("written when it was open");
                assertRefused(cluster, ls, wrong);
                assertRefused(cluster, ls.subList(0, 4), null);
            }
            assertHttpAsksForIt(cluster, Files.readString(secret).strip());
            var uri = URI.create("penumbra://" + cluster.masters());
            try (var files = FileSystems.newFileSystem(uri, Map.of("secret-file", secret))) {
                assertThat(files.getPath("/before")).exists();
            }
        }
        var other = RunningCluster.upOnFreePorts(data, "--secret-file", wrong.toString());
        assertThat(other.code()).isEqualTo(5);
        assertThat(other.err()).contains("has another secret").contains("--secret-file");
        // The next start without a word would find the right one.
        assertThat(data.resolve("up.conf")).content().contains("secret-file = " + secret);
    }

    @Test
    void nobodyListensToOtherMachinesWithoutASecret() throws Exception {
        var up = RunningCluster.upOnFreePorts(temp.resolve("up"), "--host", "0.0.0.0");
        assertThat(up.code()).isEqualTo(2);
        assertThat(up.err()).contains("--host 0.0.0.0").contains("--secret-file FILE");
        var gateway = RunningCluster.run("gateway", "-D", "gateway.listen=0.0.0.0:18000");
        assertThat(gateway.code()).isEqualTo(78);
        assertThat(gateway.err()).contains("cluster.secret-file");
    }

    private static FileAttribute<Set<PosixFilePermission>> ownersOnly() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }

    private static Ran run(RunningCluster cluster, List<String> words, @Nullable Path secret)
            throws Exception {
        var all = new ArrayList<>(words);
        if (secret != null) {
            all.add(secret.toString());
        }
        return cluster.pfs(all.toArray(String[]::new));
    }

    private static void assertRefused(
            RunningCluster cluster, List<String> words, @Nullable Path secret) throws Exception {
        long began = System.nanoTime();
        var ran = run(cluster, words, secret);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isLessThan(PATIENCE.plus(START_OF_A_JVM));
        assertThat(ran.code()).as(ran.err()).isEqualTo(5);
        assertThat(ran.err().lines()).singleElement().asString().contains("secret");
        assertThat(ran.out()).isEmpty();
    }

    private static void assertHttpAsksForIt(RunningCluster cluster, String secret)
            throws Exception {
        var refused = cluster.send("PUT", "/files/by-a-stranger", "x".getBytes(UTF_8));
        Http.assertProblem(refused, 401, "UNAUTHENTICATED", "/files/by-a-stranger");
        assertThat(Http.header(refused, "www-authenticate")).contains("Basic", "Bearer");
        var bearer = new String[] {"Authorization", "Bearer " + secret};
        assertThat(cluster.send("GET", "/files/by-a-stranger", NONE, bearer).statusCode())
                .isEqualTo(404);
        assertThat(cluster.send("GET", "/files/before", NONE, bearer).body())
                .isEqualTo("written when it was open".getBytes(UTF_8));
        var metrics =
                URI.create(
                        "http://127.0.0.1:%d/metrics"
                                .formatted(cluster.masterHttpPorts().getFirst()));
        assertThat(cluster.send(HttpRequest.newBuilder(metrics)).statusCode()).isEqualTo(401);
        assertThat(cluster.send(HttpRequest.newBuilder(metrics), bearer).statusCode())
                .isEqualTo(200);
    }
}
