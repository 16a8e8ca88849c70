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
}
