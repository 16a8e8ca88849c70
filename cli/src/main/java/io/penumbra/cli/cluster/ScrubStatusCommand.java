package io.penumbra.cli.cluster;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.Sizes;
import io.penumbra.cli.Table;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.json.ScrubJson;
import io.penumbra.zclient.ProcessStatus;
import io.penumbra.zclient.ScrubStatus;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "status",
        description = "Shows how far chunkservers are with looking at all their copies.",
        footer = {
            "",
            "Examples:",
            "  pfs scrub status",
            "  pfs scrub status --json | jq .[].damaged"
        })
public final class ScrubStatusCommand extends ClusterCommand {
    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Parameters(
            arity = "0..*",
            paramLabel = "SERVER",
            description = "A chunkserver's name or address; all of them unless given.")
    private List<String> names = new ArrayList<>();

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var table = new Table(1, 2, 3, 4, 5, 6);
        table.row("CHUNKSERVER", "CHECKED", "LEFT", "RATE", "TIME LEFT", "FOUND", "DAMAGED", "");
        var all = new ArrayList<ScrubJson>();
        for (var server : Chunkservers.named(client, names)) {
            var scrub = client.scrubStatus(server);
            all.add(ScrubJson.of(server, scrub));
            table.row(row(server, scrub));
        }
        if (json) {
            printJson(all);
        } else {
            table.print(out());
        }
    }

    private static Object[] row(ProcessStatus server, ScrubStatus scrub) {
        return new Object[] {
            Chunkservers.address(server),
            Sizes.text(scrub.bytesChecked()),
            Sizes.text(scrub.bytesLeft()),
            scrub.running() ? Sizes.text(scrub.bytesPerSecond()) + "/s" : "-",
            scrub.timeLeft()
                    .map(left -> left.toString().substring(2))
                    .orElse("-")
                    .toLowerCase(Locale.ROOT),
            "%,d".formatted(scrub.found()),
            "%,d".formatted(scrub.damaged()),
            scrub.running()
                    ? "under way since " + scrub.began().truncatedTo(ChronoUnit.SECONDS)
                    : "next " + scrub.next().truncatedTo(ChronoUnit.SECONDS)
        };
    }
}
