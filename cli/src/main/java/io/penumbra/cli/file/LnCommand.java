package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "ln",
        description = "Makes a symbolic link.",
        footer = {
            "",
            "Examples:",
            "  pfs ln -s /releases/2026-11 /current",
            "  pfs ln -s ../common /docs/common    from the link's directory on"
        })
public final class LnCommand extends ClusterCommand {
    @Option(
            names = {"-s", "--symbolic"},
            required = true,
            description = "Symbolic: the only kind there is.")
    @SuppressWarnings("UnusedVariable") // asking for it is all there is to it
    private boolean symbolic;

    @Parameters(index = "0", paramLabel = "TARGET", description = "What it stands for.")
    private String target = "";

    @Parameters(index = "1", paramLabel = "LINK", description = "The link's own path.")
    private String path = "";

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        client.link(FileUrl.absolute(path), target);
    }
}
