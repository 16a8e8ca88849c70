package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.Table;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.gateway.json.Json;
import io.penumbra.gateway.json.VersionJson;
import io.penumbra.zclient.PastVersion;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "versions",
        description = {
            "Shows what a path named and names, the oldest first, as far as history and snapshots"
                    + " hold it. AS-OF reads a version."
        },
        footer = {
            "",
            "Examples:",
            "  pfs versions /docs/notes.txt",
            "  pfs cat --as-of @4711 /docs/notes.txt",
            "  pfs versions --json /docs/notes.txt | jq -r .asOf"
        })
public final class VersionsCommand extends ClusterCommand {
    @Option(names = "--json", description = "As JSON, one object for each version.")
    private boolean json;

    @Parameters(paramLabel = "PATH", description = "A path in the cluster.")
    private String path = "";

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var versions = client.versions(FileUrl.absolute(path));
        if (json) {
            versions.forEach(version -> out().println(Json.text(VersionJson.of(version))));
        } else {
            print(versions);
        }
    }

    private void print(List<PastVersion> versions) {
        var table = new Table(2);
        table.row("SINCE", "UNTIL", "LENGTH", "END", "AS-OF");
        for (var version : versions) {
            table.row(
                    seconds(version.since()),
                    version.until().map(VersionsCommand::seconds).orElse("-"),
                    version.file().length(),
                    version.end().name().toLowerCase(Locale.ROOT),
                    version.asOf());
        }
        table.print(out());
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
