package io.penumbra.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.port.Address;
import io.penumbra.zclient.ClusterStatus;
import io.penumbra.zclient.ZClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second machine becomes a part of a cluster; here it is a second folder and other ports. */
final class JoinIT {
    private static final byte[] NONE = {};

    @TempDir private Path temp;

    @Test
    void aMachineThatJoinsServesWhatIsThereAndTakesItsShareOfWhatIsNew() throws Exception {
        try (var first = RunningCluster.inOneJvm(temp.resolve("first"));
                var client = ZClient.connect(first.masters())) {
            client.write("/before", "written before");
            var master = first.masters().substring(0, first.masters().indexOf(','));
            var second =
                    RunningCluster.inOneJvm(
                            temp.resolve("second"),
                            "--join",
                            master,
                            "--chunkservers",
                            "2",
                            "-D",
                            "chunkserver.host=another-machine");
            try (second) {
                assertThat(second.said())
                        .contains("chunkserver-2", "shadow-master", "gateway")
                        .doesNotContain("zookeeper ", "new cluster");
                assertAllAreThere(client.cluster());
                assertThat(client.cluster().zookeepers())
                        .extracting(Object::toString)
                        .containsExactly(first.zookeeper());
                assertThat(client.cluster().warnings())
                        .anyMatch(warning -> warning.contains("losing that machine stops"));

                assertThat(second.send("GET", "/files/before", NONE).body())
                        .isEqualTo("written before".getBytes(UTF_8));
                second.send("PUT", "/files/after", "written after".getBytes(UTF_8));
                assertThat(client.readText("/after")).isEqualTo("written after");
                // Copies are kept on different machines where there are several.
                assertThat(addresses(client, "/after"))
                        .containsAnyOf(second.chunkserver(0), second.chunkserver(1));
            }
            try (var again = second.again()) {
                assertThat(again.said()).doesNotContain("zookeeper ", "new cluster");
                assertAllAreThere(client.cluster());
                assertThat(again.send("GET", "/files/after", NONE).body())
                        .isEqualTo("written after".getBytes(UTF_8));
            }
        }
    }

    private static void assertAllAreThere(ClusterStatus status) {
        assertThat(HandStartedCluster.live(status, "chunkserver")).hasSize(5);
        assertThat(HandStartedCluster.live(status, "master")).hasSize(1);
        assertThat(HandStartedCluster.live(status, "shadow-master")).hasSize(2);
    }

    /** Hazard 72: ZooKeeper's leader and the master die together. */
    @Test
    void threeMachinesGoOnWithoutTheFirst() throws Exception {
        int port = RunningCluster.freePorts(new Random());
        try (var first = RunningCluster.startAt("127.0.0.1", port, temp.resolve("m1"));
                var client = stored(first, "/before", "one machine");
                var second = join(first, "127.0.0.2", port);
                var third = join(first, "127.0.0.3", port)) {
            for (var machine : List.of(first, second, third)) {
                assertThat(machine.said()).containsPattern("(?m)^zookeeper +at ");
            }
            while (machines(client, "/before") < 3) {
                Thread.sleep(50);
            }
            while (client.cluster().zookeepers().size() < 3) {
                Thread.sleep(50);
            }
            assertThat(client.cluster().warnings())
                    .noneMatch(warning -> warning.contains("losing that machine stops"));

            first.kill();
            put(third, "/files/after", "two machines");
            assertThat(second.send("GET", "/files/after", NONE).body())
                    .isEqualTo("two machines".getBytes(UTF_8));
            assertThat(second.send("GET", "/files/before", NONE).body())
                    .isEqualTo("one machine".getBytes(UTF_8));
            try (var others = ZClient.connect(second.masters())) {
                while (others.cluster().warnings().stream()
                        .noneMatch(it -> it.contains("losing one more stops the cluster"))) {
                    Thread.sleep(50);
                }
            }
        }
    }

    private static ZClient stored(RunningCluster cluster, String path, String text)
            throws Exception {
        var client = ZClient.connect(cluster.masters());
        client.write(path, text);
        return client;
    }

    private static long machines(ZClient client, String path) throws Exception {
        return addresses(client, path).stream()
                .map(address -> Address.parse(address).host())
                .distinct()
                .count();
    }

    /** Where copies of it are. */
    private static List<String> addresses(ZClient client, String path) throws Exception {
        try (var file = client.open(path)) {
            return file.pieces().stream()
                    .flatMap(piece -> piece.copies().stream())
                    .flatMap(copy -> copy.address().stream())
                    .map(Address::toString)
                    .toList();
        }
    }

    /** Until it is stored: while somebody takes over, a gateway says to come again. */
    private static void put(RunningCluster through, String path, String text) throws Exception {
        while (through.send("PUT", path, text.getBytes(UTF_8)).statusCode() / 100 != 2) {
            Thread.sleep(100);
        }
    }

    private RunningCluster join(RunningCluster first, String host, int port) throws Exception {
        return RunningCluster.startAt(
                host,
                port,
                temp.resolve(host),
                "--join",
                first.masters().substring(0, first.masters().indexOf(',')),
                "--chunkservers",
                "1");
    }

    @Test
    void whoCannotJoinIsToldWhyAndLeavesTheFolderAlone() throws Exception {
        var folder = temp.resolve("new");
        var nobody = RunningCluster.upOnFreePorts(folder, "--join", "127.0.0.1:1");
        assertThat(nobody.code()).isEqualTo(3);
        assertThat(nobody.err()).contains("127.0.0.1:1").contains("no master answers there");
        var contradiction =
                RunningCluster.upOnFreePorts(
                        folder, "--join", "127.0.0.1:1", "--zookeeper", "127.0.0.1:2");
        assertThat(contradiction.code()).isEqualTo(2);
        assertThat(contradiction.err()).contains("leave out --zookeeper");
        assertThat(folder.resolve("cluster")).doesNotExist();
        assertThat(Files.exists(folder.resolve("zookeeper"))).isFalse();
    }
}
