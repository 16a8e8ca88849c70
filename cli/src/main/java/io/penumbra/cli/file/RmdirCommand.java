package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "rmdir",
        description = "Deletes empty directories.",
        footer = {"", "Examples:", "  pfs rmdir /docs/drafts"})
public final class RmdirCommand extends ClusterCommand {
    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Directories, all empty.")
    private List<String> paths = List.of();

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        each(paths, path -> client.rmdir(FileUrl.absolute(path)));
    }
}
