package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.zclient.Existing;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "mv",
        description = "Renames a file or directory, in one step.",
        footer = {
            "",
            "Examples:",
            "  pfs mv /docs/notes.txt /docs/old.txt",
            "  pfs mv /docs/notes.txt /archive        into a directory, under its own name"
        })
public final class MvCommand extends ClusterCommand {
    @Option(
            names = {"-f", "--force"},
            description = "Replace a file or an empty directory that has the new name already.")
    private boolean force;

    @Parameters(index = "0", paramLabel = "SRC", description = "What to rename.")
    private String source = "";

    @Parameters(index = "1", paramLabel = "DST", description = "Its new path, or a directory.")
    private String target = "";

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        String from = FileUrl.absolute(source);
        String to = FileUrl.absolute(target);
        if (client.find(to).map(FileStatus::isDirectory).orElse(false)) {
            to = FileUrl.absolute(to + from.substring(from.lastIndexOf('/')));
        }
        client.rename(from, to, force ? Existing.REPLACE : Existing.KEEP);
    }
}
