package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.zclient.Parents;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "mkdir",
        description = "Makes directories.",
        footer = {"", "Examples:", "  pfs mkdir /docs", "  pfs mkdir -p /docs/2026/november"})
public final class MkdirCommand extends ClusterCommand {
    @Option(
            names = {"-p", "--parents"},
            description = "Make what is missing above, too; no error if it is there already.")
    private boolean parents;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Directories to make.")
    private List<String> paths = List.of();

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var above = parents ? Parents.CREATE : Parents.REQUIRE;
        each(paths, path -> client.mkdir(FileUrl.absolute(path), above));
    }
}
