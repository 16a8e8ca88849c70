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
        name = "cat",
        description = "Writes files to standard output, one after the other.",
        footer = {
            "",
            "Examples:",
            "  pfs cat /docs/notes.txt",
            "  pfs cat /logs/a /logs/b | wc -l"
        })
public final class CatCommand extends ClusterCommand {
    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files in the cluster.")
    private List<String> paths = List.of();

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        for (var path : paths) {
            try (var reader = client.open(FileUrl.absolute(path));
                    var bytes = reader.stream()) {
                Bytes.copy(bytes, Bytes.standardOutput(), Progress.NONE);
            }
        }
    }
}
