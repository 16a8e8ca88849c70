package io.penumbra.cli.cluster;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "scrub",
        description = {
            "Has chunkservers look at all their copies now.",
            "",
            "Each does so by itself every chunkserver.scrub-interval, no faster than"
                    + " chunkserver.scrub-rate. What is damaged is replaced from the other copies."
        },
        subcommands = ScrubStatusCommand.class,
        footer = {
            "",
            "Examples:",
            "  pfs scrub                     all of them",
            "  pfs scrub 10.0.0.7:7100       only this one",
            "  pfs scrub status              how far they are"
        })
public final class ScrubCommand extends ClusterCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "SERVER",
            description = "A chunkserver's name or address; all of them unless given.")
    private List<String> names = new ArrayList<>();

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var servers = Chunkservers.named(client, names);
        for (var server : servers) {
            var _ = client.scrub(server);
        }
        out().printf("%,d chunkservers look at all their copies%n", servers.size());
    }
}
