package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.zclient.Existing;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "mv",
        description = "Renames files and directories, each in one step.",
        footer = {
            "",
            "Examples:",
            "  pfs mv /docs/notes.txt /docs/old.txt",
            "  pfs mv /docs/notes.txt /archive        into a directory, under its own name",
            "  pfs mv /docs/a /docs/b /archive        several of them"
        })
public final class MvCommand extends ClusterCommand {
    @Option(
            names = {"-f", "--force"},
            description = "Replace a file or an empty directory that has the new name already.")
    private boolean force;

    @Parameters(
            arity = "2..*",
            paramLabel = "SRC... DST",
            description = "What to rename; last its new path, or a directory.")
    private List<String> operands = List.of();

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var targets = Targets.of(client, operands);
        for (var source : targets.sources()) {
            client.rename(source, targets.of(source), force ? Existing.REPLACE : Existing.KEEP);
        }
    }
}
