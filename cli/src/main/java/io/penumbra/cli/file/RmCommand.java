package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.zclient.Depth;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rm",
        description =
                "Deletes files and empty directories; with -r also directories with all in them.",
        footer = {"", "Examples:", "  pfs rm /docs/notes.txt", "  pfs rm -r /docs"})
public final class RmCommand extends ClusterCommand {
    @Option(
            names = {"-r", "--recursive"},
            description = "Delete a directory with all that is below it.")
    private boolean recursive;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "What to delete.")
    private List<String> paths = List.of();

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var depth = recursive ? Depth.TREE : Depth.SINGLE;
        each(paths, path -> client.delete(FileUrl.absolute(path), depth));
    }
}
