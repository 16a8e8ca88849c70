package io.penumbra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.zclient.FileLock;
import io.penumbra.zclient.ZClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The commands of pfs, as processes, against a running cluster. */
@ExtendWith(OneClusterForAll.class)
final class CommandsIT {
    @TempDir Path temp;
    private final Http http;
    private final Commands commands;

    CommandsIT(RunningCluster cluster) {
        http = new Http(cluster);
        commands = new Commands(cluster);
    }

    @Test
    void pfsDoesItAllFromTheCommandLine() throws Exception {
        var local = Files.write(temp.resolve("local.txt"), Http.bytes(11, 70_000));
        assertThat(http.cluster().pfs("put", local.toString(), "/cli/"))
                .matches(ran -> ran.code() == 0);
        assertThat(http.cluster().pfs("ls", "/cli").out()).isEqualTo("local.txt\n");
        var copy = temp.resolve("copy.txt");
        assertThat(http.cluster().pfs("get", "/cli/local.txt", copy.toString()).code()).isZero();
        assertThat(copy).hasSameBinaryContentAs(local);
        assertThat(ok("locate", "/cli/local.txt"))
                .containsPattern("0 +70000 +chunk-\\S+ +(127.0.0.1:\\d+ ?){3}");
        assertThat(ok("locate", "--json", "/cli/local.txt")).contains("\"live\":true");
        assertThat(ok("repair", "status")).contains("chunks that lack copies");
        var missing = http.cluster().pfs("cat", "/cli/nothing");
        assertThat(missing.code()).isEqualTo(3);
        assertThat(missing.err().lines()).hasSize(1).first().asString().startsWith("pfs: /cli/");
        assertThat(whenHealthy()).contains("leader", "shadow", "chunkserver", "gateway");
    }

    @Test
    void whoIsNotReadAnyMoreEndsWithoutAWord() throws Exception {
        var local = Files.write(temp.resolve("long"), Http.bytes(13, 3_000_000));
        ok("put", local.toString(), "/cli-unread");
        for (var command : List.of("cat /cli-unread", "ls /", "top --json --every 100ms")) {
            var ran = http.cluster().pfsUnread(command.split(" "));
            assertThat(ran.err()).as(command).isEmpty();
            assertThat(ran.code()).as(command).isEqualTo(141);
        }
    }

    /** What other tests lost or damaged in this cluster is mended after a while. */
    private String whenHealthy() throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        var status = ok("status");
        while (!status.contains("healthy") && System.nanoTime() < deadline) {
            Thread.sleep(500);
            status = ok("status");
        }
        assertThat(status).contains("healthy");
        return status;
    }

    @Test
    void namesModesQuotasAndClassesAreHandledFromTheCommandLine() throws Exception {
        ok("mkdir", "-p", "/names/deep/er");
        ok("touch", "/names/deep/f");
        ok("ln", "-s", "deep/f", "/names/l");
        assertThat(ok("ls", "-l", "/names")).contains("lrwxrwxrwx", "l -> deep/f", "drwxr-xr-x");
        ok("chmod", "700", "/names/deep");
        var denied = pfs("ls", "--user", "bob,staff", "/names/deep");
        assertThat(denied.code()).isEqualTo(5);
        assertThat(denied.err()).startsWith("pfs: /names/deep: bob may not read it");
        ok("chown", "bob:staff", "/names/deep");
        assertThat(ok("ls", "--user", "bob,staff", "/names/deep")).isEqualTo("er/\nf\n");
        assertThat(ok("quota", "--bytes", "4K", "/names")).contains("bytes", "4096");
        assertThat(ok("du", "-b", "/names")).contains("2            2  /names");
        ok("class", "two", "--replicas", "2", "--durability", "replicated", "--for", "/names/deep");
        var local = Files.write(temp.resolve("inherits.txt"), Http.bytes(12, 5_000));
        var full = pfs("put", local.toString(), "/names/deep/inherits.txt");
        assertThat(full.code()).isEqualTo(9);
        ok("quota", "--bytes", "0", "/names");
        ok("put", local.toString(), "/names/deep/inherits.txt");
        assertThat(ok("stat", "/names/deep/inherits.txt")).containsPattern("class +two");
        ok("rmdir", "/names/deep/er");
        ok("rm", "-r", "/names");
    }

    @Test
    void theStatusSaysTheVersionOfEachProcess() throws Exception {
        http.cluster().shadow();
        var version = ok("--version").strip();
        var processes = JsonMapper.shared().readTree(ok("status", "--json")).path("processes");
        assertThat(processes.size()).isGreaterThanOrEqualTo(6);
        for (var process : processes) {
            assertThat(process.path("epoch").isMissingNode()).isFalse();
            assertThat("pfs " + process.path("version").asString())
                    .as(process.path("role").asString())
                    .isEqualTo(version);
        }
    }

    @Test
    void thePastIsReadAndGivenBackFromTheCommandLine() throws Exception {
        var first = Files.writeString(temp.resolve("plan"), "first");
        ok("put", first.toString(), "/past/deep/plan");
        ok("snapshot", "before");
        var second = Files.writeString(temp.resolve("plan"), "second");
        ok("put", second.toString(), "/past/deep/plan");
        assertThat(ok("ls", "--as-of", "before", "/past/deep")).isEqualTo("plan\n");
        assertThat(ok("stat", "--json", "--as-of", "before", "/past/deep/plan"))
                .contains("\"length\" : 5");
        var fetched = temp.resolve("fetched");
        ok("get", "--as-of", "before", "/past/deep/plan", fetched.toString());
        assertThat(fetched).hasContent("first");
        assertThat(ok("versions", "/past/deep/plan")).contains("replaced", "current");
        var versions = ok("versions", "--json", "/past/deep/plan").lines().toList();
        var oldest = JsonMapper.shared().readTree(versions.getFirst());
        assertThat(oldest.path("length").asLong()).isEqualTo(5);
        var when = oldest.path("asOf").asString();
        ok("get", "--as-of", when, "/past/deep/plan", fetched.toString());
        assertThat(fetched).hasContent("first");
        ok("rm", "-r", "/past");
        assertThat(pfs("ls", "/past").code()).isEqualTo(3);
        assertThat(ok("undelete", "/past")).isEqualTo("/past\n");
        ok("get", "/past/deep/plan", fetched.toString());
        assertThat(fetched).hasContent("second");
        ok("undelete", "/past/deep/plan", "--to", "/past/first-plan");
        ok("get", "/past/first-plan", fetched.toString());
        assertThat(fetched).hasContent("first");
        assertThat(ok("snapshot")).contains("before");
        ok("snapshot", "--remove", "before");
    }

    @Test
    void whatHistoryDoesNotReachIsRefusedByItsName() throws Exception {
        ok("touch", "/here");
        ok("rm", "/here");
        ok("touch", "/here");
        var nothing = pfs("undelete", "/was-never-there");
        assertThat(nothing.code()).isEqualTo(3);
        assertThat(nothing.err()).startsWith("pfs: /was-never-there: nothing that was deleted");
        assertThat(pfs("undelete", "/here").code()).isEqualTo(4);
        assertThat(pfs("ls", "--as-of", "unknown", "/").err())
                .isEqualTo("pfs: unknown: there is no snapshot of this name\n");
        assertThat(pfs("undelete", "--as-of", "before", "/here").err())
                .contains("a time is wanted here, not a snapshot");
        assertThat(pfs("ls", "--as-of", "10x", "/")).matches(ran -> ran.code() == 2);
        assertThat(pfs("snapshot", "9lives").err()).contains("named by a letter");
        assertThat(pfs("snapshot", "--user", "bob", "bobs").code()).isEqualTo(5);
    }

    @Test
    void logsGrowAndLocksHoldFromTheCommandLine() throws Exception {
        var line = Files.writeString(temp.resolve("line"), "one line\n");
        ok("append", line.toString(), "/logs/all");
        ok("append", line.toString(), "/logs/all");
        var log = temp.resolve("log");
        ok("get", "/logs/all", log.toString());
        assertThat(log).hasContent("one line\none line\n");
        assertThat(pfs("append", line.toString(), "/logs").code()).isEqualTo(4);
        assertThat(pfs("append", temp.toString(), "/logs/all").err()).contains("is a directory");
        assertThat(pfs("append", temp.resolve("none").toString(), "/logs/all").code()).isEqualTo(3);
        assertThat(pfs("lock", "/logs/all", "--", "sh", "-c", "exit 42").code()).isEqualTo(42);
        assertThat(ok("lock", "/logs/all")).isEmpty();
        try (var client = ZClient.connect(http.cluster().masters());
                var _ = client.lock("/logs/all", FileLock.Mode.EXCLUSIVE, Duration.ofMinutes(1))) {
            assertThat(ok("lock", "/logs/all")).contains("exclusive");
            assertThat(pfs("lock", "/logs/all", "--", "true"))
                    .matches(ran -> ran.code() == 6)
                    .matches(ran -> ran.err().contains(System.getProperty("user.name")));
            assertThat(client.truncate("/logs/all", 4).length()).isEqualTo(4);
            assertThat(client.readText("/logs/all")).isEqualTo("one ");
        }
        ok("lock", "/logs/all", "--", "true");
    }

    private String ok(String... arguments) {
        return commands.ok(arguments);
    }

    private RunningCluster.Ran pfs(String... arguments) {
        return commands.run(arguments);
    }
}
