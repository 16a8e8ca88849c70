package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.transfer.TreeCopy;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "cp",
        description =
                "Copies files within the cluster. Into a directory they go under their own names.",
        footer = {
            "",
            "Examples:",
            "  pfs cp /docs/notes.txt /docs/notes.old",
            "  pfs cp /a /b /backup                     into a directory",
            "  pfs cp -r /projects/p /projects/q        with all that is below",
            "  pfs cp -r --as-of 1h /docs /docs.before  as it was an hour ago"
        })
public final class CpCommand extends ClusterCommand {
    private static final int PARALLEL = 32;

    @Mixin private AsOfOption asOf = new AsOfOption();

    @Option(
            names = {"-r", "--recursive"},
            description = "Directories with all that is below them.")
    private boolean recursive;

    @Option(
            names = {"-p", "--preserve"},
            description = "The copies are as old as what they are copies of.")
    private boolean withTimes;

    @Option(names = "--json", description = "Prints what was copied, as JSON.")
    private boolean json;

    @Parameters(
            arity = "2..*",
            paramLabel = "SRC... DST",
            description = "What to copy, and where to.")
    private List<String> operands = List.of();

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var targets = Targets.of(client, operands);
        var files = asOf.of(client);
        var copy = new TreeCopy(files, client, withTimes);
        for (var path : targets.sources()) {
            var source = files.stat(path);
            if (!source.isDirectory()) {
                copy.file(source, targets.of(path));
            } else if (recursive) {
                copy.tree(source, targets.of(path), PARALLEL, spec.commandLine().getErr());
            } else {
                throw new RefusedException(
                        RefusalCode.IS_A_DIRECTORY, path, "is a directory; -r copies all of it");
            }
        }
        var tally = copy.tally();
        if (json) {
            printJson(tally.toJson());
        } else if (recursive) {
            out().println(tally.summary());
        }
        exitWith(tally.exitCode());
    }
}
