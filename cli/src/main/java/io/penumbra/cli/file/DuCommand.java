package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.Sizes;
import io.penumbra.cli.Table;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.gateway.json.FileJson;
import io.penumbra.gateway.json.Json;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.TreeTotals;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "du",
        description = "Shows how much is below directories. Costs the same however much it is.",
        footer = {
            "",
            "Examples:",
            "  pfs du /            everything",
            "  pfs du -a /home     each entry of /home, then all of it",
            "  pfs du -b /docs     in bytes"
        })
public final class DuCommand extends ClusterCommand {
    @Option(
            names = {"-a", "--all"},
            description = "Each entry of a directory, too.")
    private boolean all;

    @Option(
            names = {"-b", "--bytes"},
            description = "Exact numbers of bytes.")
    private boolean exact;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Parameters(arity = "0..*", paramLabel = "PATH", description = "The root unless given.")
    private List<String> paths = List.of("/");

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var table = new Table(0, 1, 2);
        table.row("BYTES", "FILES", "DIRECTORIES", "PATH");
        each(
                paths,
                path -> {
                    var status = client.stat(FileUrl.absolute(path));
                    if (all && status.isDirectory()) {
                        client.list(status.path()).forEach(entry -> show(table, entry));
                    }
                    show(table, status);
                });
        if (!json) {
            table.print(out());
        }
    }

    private void show(Table table, FileStatus status) {
        var totals =
                status.totals().orElse(new TreeTotals(1, 0, status.isLink() ? 0 : status.length()));
        if (json) {
            out().println(Json.text(FileJson.of(status)));
        } else {
            table.row(
                    exact ? totals.bytes() : Sizes.text(totals.bytes()),
                    totals.files(),
                    totals.directories(),
                    status.path());
        }
    }
}
