package io.penumbra.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.zclient.ZClient;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What people do with files all day, and what they ask a cluster. */
@ExtendWith(OneClusterForAll.class)
final class EverydayIT {
    @TempDir Path temp;
    private final RunningCluster cluster;
    private final Commands pfs;

    EverydayIT(RunningCluster cluster) {
        this.cluster = cluster;
        pfs = new Commands(cluster);
    }

    /**
     * A process: what comes is to be seen at once. SIGTERM, since what runs in the background
     * inherits that SIGINT is ignored.
     */
    @Test
    void aGrowingFileIsFollowedUntilASignalEndsIt() throws Exception {
        try (var client = ZClient.connect(cluster.masters())) {
            client.append("/day/log", "one\ntwo\nthree\n");
            var command = RunningCluster.pfsCommand();
            command.addAll(
                    List.of("tail", "-n", "2", "-f", "--master", cluster.masters(), "/day/log"));
            var tail = new ProcessBuilder(command).start();
            var lines = new BufferedReader(tail.inputReader(UTF_8));
            assertThat(lines.readLine()).isEqualTo("two");
            assertThat(lines.readLine()).isEqualTo("three");
            client.append("/day/log", "four\n");
            assertThat(lines.readLine()).isEqualTo("four");
            client.write("/day/log", "anew\n");
            assertThat(lines.readLine()).isEqualTo("anew");
            new ProcessBuilder("kill", "" + tail.pid()).start().waitFor();
            assertThat(lines.readLine()).isNull();
            assertThat(tail.waitFor()).isEqualTo(143);
            assertThat(new String(tail.getErrorStream().readAllBytes(), UTF_8))
                    .isEqualTo("pfs: /day/log: was replaced or cut; shown from its start\n");
        }
    }

    @Test
    void onePathThatIsNotThereDoesNotKeepTheOthersWaiting() throws Exception {
        pfs.ok("touch", "/day/one", "/day/two");
        var removed = pfs.run("rm", "/day/one", "/day/nothing", "/day/two");
        assertThat(removed.code()).isEqualTo(3);
        assertThat(removed.err()).isEqualTo("pfs: /day/nothing: no such file or directory\n");
        assertThat(pfs.ok("ls", "/day")).doesNotContain("one", "two");
    }

    @Test
    void decisionsAreShownAsTheyAreMade() throws Exception {
        pfs.ok("class", "followed", "--replicas", "2");
        var command = RunningCluster.pfsCommand();
        command.addAll(List.of("events", "-f", "--master", cluster.masters()));
        var following = new ProcessBuilder(command).start();
        var lines = new BufferedReader(following.inputReader(UTF_8));
        assertThat(lines.lines().anyMatch(line -> line.contains("class followed"))).isTrue();
        pfs.ok("class", "followed", "--replicas", "1");
        assertThat(lines.lines().anyMatch(line -> line.contains("class followed"))).isTrue();
        following.destroy();
        assertThat(following.waitFor()).isEqualTo(143);
    }

    @Test
    void filesAndTreesAreCopiedAndMovedWithinTheCluster() throws Exception {
        var file = Files.write(temp.resolve("f"), Http.bytes(5, 200_000));
        pfs.ok("put", file.toString(), "/day/a/f");
        pfs.ok("ln", "-s", "f", "/day/a/l");
        assertThat(pfs.run("cp", "/day/a", "/day/b").err()).contains("-r copies all of it");
        assertThat(pfs.ok("cp", "-r", "/day/a", "/day/b")).startsWith("2 files");
        pfs.ok("cp", "/day/b/f", "/day/b/g");
        pfs.ok("get", "/day/b/g", temp.resolve("g").toString());
        assertThat(temp.resolve("g")).hasSameBinaryContentAs(file);
        assertThat(pfs.run("cp", "-r", "/day/a", "/day/a/inside").err())
                .contains("is in what is to be copied");
        assertThat(pfs.run("cp", "/day/b/f", "/day/b/f").err()).contains("is the file that");
        pfs.ok("mkdir", "/day/c");
        pfs.ok("mv", "/day/b/f", "/day/b/g", "/day/c");
        assertThat(pfs.ok("ls", "/day/c")).isEqualTo("f\ng\n");
        assertThat(pfs.run("mv", "/day/c/f", "/day/c/g", "/day/none").code()).isEqualTo(4);
        assertThat(pfs.ok("find", "/day/c", "-type", "f", "-size", "+100k", "-name", "[f]"))
                .isEqualTo("/day/c/f\n");
        assertThat(pfs.ok("find", "/day/a", "-type", "l")).isEqualTo("/day/a/l\n");
        assertThat(pfs.ok("find", "/day/c", "-maxdepth", "0", "-print0")).isEqualTo("/day/c\0");
    }

    @Test
    void whatTakesRoomIsShownAndWhatIsThereIsChecked() throws Exception {
        var file = Files.write(temp.resolve("f"), Http.bytes(6, 1 << 20));
        pfs.ok("put", file.toString(), "/room/f");
        pfs.ok("rm", "/room/f");
        var room = pfs.ok("df", "--json");
        assertThat(Long.parseLong(room.replaceAll("(?s).*\"pastBytes\" : (\\d+).*", "$1")))
                .isGreaterThanOrEqualTo(1 << 20);
        assertThat(pfs.ok("df")).contains("history and snapshots", "files now", "CAPACITY");
        pfs.ok("put", file.toString(), "/room/sub/g");
        // Others use the cluster, too, and copies of what was just written may not be told of yet:
        // how many findings there are is theirs to say.
        assertThat(pfs.run("fsck", "--copies", "/room").out())
                .contains("1 files and 2 directories with 1,048,576 bytes: ");
        assertThat(pfs.ok("top", "--once")).contains("records/s", "leader", "chunkserver");
        assertThat(pfs.ok("top", "--once", "--json")).contains("\"writers\":", "\"told\":");
    }
}
