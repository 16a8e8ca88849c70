package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.StandardOutput;
import io.penumbra.cli.transfer.Bytes;
import io.penumbra.cli.transfer.Progress;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.zclient.FileTree;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "cat",
        description = "Writes files to standard output, one after the other.",
        footer = {
            "",
            "Examples:",
            "  pfs cat /docs/notes.txt",
            "  pfs cat /logs/a /logs/b | wc -l",
            "  date | pfs cat /header - /footer       with standard input between them",
            "  pfs cat --as-of 10m /docs/notes.txt    as it was ten minutes ago"
        })
public final class CatCommand extends ClusterCommand {
    @Mixin private AsOfOption asOf = new AsOfOption();

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "Files in the cluster; - is standard input.")
    private List<String> paths = List.of();

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var files = asOf.of(client);
        each(
                paths,
                path -> {
                    if (path.equals("-")) {
                        Bytes.copy(Bytes.standardInput(), StandardOutput.bytes(), Progress.NONE);
                    } else {
                        copy(files, FileUrl.absolute(path));
                    }
                });
    }

    private static void copy(FileTree files, String path) throws IOException {
        try (var reader = files.open(path);
                var bytes = reader.stream()) {
            Bytes.copy(bytes, StandardOutput.bytes(), Progress.NONE);
        }
    }
}
