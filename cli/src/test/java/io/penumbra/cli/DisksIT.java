package io.penumbra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.zclient.ClusterStatus;
import io.penumbra.zclient.DirectoryStatus;
import io.penumbra.zclient.ProcessStatus;
import io.penumbra.zclient.StorageClass;
import io.penumbra.zclient.WriteOptions;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that go and come while their chunkserver runs, as a process of its own. */
final class DisksIT {
    @TempDir private Path temp;

    @Test
    void aDiskIsAddedLostAndReplacedWhileItsChunkserverRuns() throws Exception {
        try (var cluster = new HandStartedCluster(temp);
                var client = cluster.connect()) {
            var server = awaitHealth(client, "", true);
            long pid = server.pid();
            var address = server.address().orElseThrow().toString();
            client.write("/before", new byte[100_000]);
            client.define(StorageClass.of("hot", 2).withMedium("ssd"));
            assertThat(client.cluster().warnings()).anyMatch(DisksIT::isOfMedium);

            var second = temp.resolve("second");
            var first = server.directories().getFirst().name();
            var settings = temp.resolve(address + ".conf");
            Files.writeString(
                    settings,
                    Files.readString(settings)
                            .replaceAll(
                                    "chunkserver.data-directory = .*",
                                    "chunkserver.data = [ssd]%s,%s".formatted(second, first)));
            cluster.initOnly(address);
            server = awaitHealth(client, address, true, true);
            assertThat(server.directories())
                    .extracting(DirectoryStatus::medium)
                    .containsExactlyInAnyOrder("disk", "ssd");
            assertThat(client.cluster().warnings()).noneMatch(DisksIT::isOfMedium);
            awaitChunkOnSsd(cluster, client, address);

            Files.move(second, temp.resolve("unmounted"));
            Files.createDirectory(second);
            server = awaitHealth(client, address, true, false);
            assertThat(server.directories().getLast().wrong()).contains("out of service");
            assertThat(client.cluster().warnings().toString()).contains(second.toString());

            cluster.initOnly(address);
            server = awaitHealth(client, address, true, true);
            assertThat(server.pid()).isEqualTo(pid);
            assertThat(client.readBytes("/before")).hasSize(100_000);
        }
    }

    private static boolean isOfMedium(String warning) {
        return warning.contains("class hot is for ssd, and no chunkserver has that");
    }

    /**
     * Each file is written by a client, and so in a chunk, of its own: chunkservers hear soon after
     * what a class wants.
     */
    private static void awaitChunkOnSsd(HandStartedCluster cluster, ZClient client, String address)
            throws Exception {
        for (int i = 0; chunksOnSsd(client, address) == 0; i++) {
            assertThat(i).isLessThan(300);
            try (var writer = cluster.connect()) {
                var hot = WriteOptions.DEFAULT.withStorageClass("hot");
                writer.write("/hot-" + i, new byte[1_000], hot);
            }
            Thread.sleep(100);
        }
    }

    private static long chunksOnSsd(ZClient client, String address) throws IOException {
        return chunkserver(client.cluster(), address).directories().stream()
                .filter(directory -> directory.medium().equals("ssd"))
                .mapToLong(DirectoryStatus::chunks)
                .sum();
    }

    /** Of the chunkserver at this address, or of any. */
    private static ProcessStatus awaitHealth(ZClient client, String address, Boolean... healthy)
            throws Exception {
        var status =
                HandStartedCluster.eventually(
                        client,
                        seen ->
                                HandStartedCluster.live(seen, "chunkserver").size() == 2
                                        && health(chunkserver(seen, address))
                                                .equals(List.of(healthy)));
        return chunkserver(status, address);
    }

    private static ProcessStatus chunkserver(ClusterStatus status, String address) {
        return HandStartedCluster.live(status, "chunkserver").stream()
                .filter(server -> server.address().orElseThrow().toString().contains(address))
                .findFirst()
                .orElseThrow();
    }

    private static List<Boolean> health(ProcessStatus server) {
        return server.directories().stream().map(DirectoryStatus::isHealthy).toList();
    }
}
