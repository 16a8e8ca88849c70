package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.transfer.Source;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "append",
        description =
                "Adds to the end of a file, in one step, and makes it if it is not there. What others"
                        + " append at the same time comes before or after.",
        footer = {
            "",
            "Examples:",
            "  pfs append today.log /logs/all",
            "  date | pfs append - /logs/all     from standard input"
        })
public final class AppendCommand extends ClusterCommand {
    @Parameters(
            index = "0",
            paramLabel = "SRC",
            description = "A file on this machine; - is standard input.")
    private String source = "";

    @Parameters(index = "1", paramLabel = "DST", description = "Its path in the cluster.")
    private String target = "";

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        try (var bytes = new Source(source).open()) {
            client.append(FileUrl.absolute(target), bytes);
        }
    }
}
