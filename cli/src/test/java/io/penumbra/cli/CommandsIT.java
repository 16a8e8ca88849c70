package io.penumbra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands of pfs, as processes, against a running cluster. */
@ExtendWith(OneClusterForAll.class)
final class CommandsIT {
    @TempDir Path temp;
    private final Http http;

    CommandsIT(RunningCluster cluster) {
        http = new Http(cluster);
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
        var missing = http.cluster().pfs("cat", "/cli/nothing");
        assertThat(missing.code()).isEqualTo(3);
        assertThat(missing.err().lines()).hasSize(1).first().asString().startsWith("pfs: /cli/");
        var status = http.cluster().pfs("status");
        assertThat(status.code()).as(status.err()).isZero();
        assertThat(status.out()).contains("leader", "shadow", "chunkserver", "gateway", "healthy");
    }

    @Test
    void namesModesQuotasAndClassesAreHandledFromTheCommandLine() throws Exception {
        ok("mkdir", "-p", "/names/deep/er");
        ok("touch", "/names/deep/f");
        ok("ln", "-s", "deep/f", "/names/l");
        assertThat(ok("ls", "-l", "/names")).contains("lrwxrwxrwx", "l -> deep/f", "drwxr-xr-x");
        ok("chmod", "700", "/names/deep");
        var denied = http.cluster().pfs("ls", "--user", "bob,staff", "/names/deep");
        assertThat(denied.code()).isEqualTo(5);
        assertThat(denied.err()).startsWith("pfs: /names/deep: bob may not read it");
        ok("chown", "bob:staff", "/names/deep");
        assertThat(ok("ls", "--user", "bob,staff", "/names/deep")).isEqualTo("er/\nf\n");
        assertThat(ok("quota", "--bytes", "4K", "/names")).contains("bytes", "4096");
        assertThat(ok("du", "-b", "/names")).contains("2            2  /names");
        ok("class", "two", "--replicas", "2", "--durability", "replicated", "--for", "/names/deep");
        var local = Files.write(temp.resolve("inherits.txt"), Http.bytes(12, 5_000));
        var full = http.cluster().pfs("put", local.toString(), "/names/deep/inherits.txt");
        assertThat(full.code()).isEqualTo(9);
        ok("quota", "--bytes", "0", "/names");
        ok("put", local.toString(), "/names/deep/inherits.txt");
        assertThat(ok("stat", "/names/deep/inherits.txt")).containsPattern("class +two");
        ok("rmdir", "/names/deep/er");
        ok("rm", "-r", "/names");
    }

    private String ok(String... arguments) throws Exception {
        var ran = http.cluster().pfs(arguments);
        assertThat(ran.code()).as("%s: %s", String.join(" ", arguments), ran.err()).isZero();
        return ran.out();
    }
}
