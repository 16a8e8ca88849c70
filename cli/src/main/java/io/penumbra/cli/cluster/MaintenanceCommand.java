package io.penumbra.cli.cluster;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.platform.settings.Values;
import io.penumbra.zclient.RepairStatus;
import io.penumbra.zclient.ServerMode;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A chunkserver may be away for a while. */
@Command(
        name = "maintenance",
        description = {
            "Lets a chunkserver be away for a while without its copies being made elsewhere; without"
                    + " a name, shows which chunkservers are maintained.",
            "",
            "It ends by itself. A chunk whose last other copy is lost meanwhile is still repaired at"
                    + " once."
        },
        footer = {
            "",
            "Examples:",
            "  pfs maintenance 127.0.0.1:7101            half an hour",
            "  pfs maintenance 127.0.0.1:7101 --for 2h",
            "  pfs maintenance 127.0.0.1:7101 --stop     it is back"
        })
public final class MaintenanceCommand extends ClusterCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "CHUNKSERVER",
            description = "Its address, as pfs status shows it, or its name.")
    private @Nullable String server;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "30m",
            description = "How long at most, such as 45m or 2h (default: 30m).")
    private String time = "30m";

    @Option(names = "--stop", description = "It serves as before.")
    private boolean stop;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    protected void run(ZClient client) throws IOException {
        if (server == null) {
            if (stop) {
                throw new IllegalArgumentException(
                        "which chunkserver? pfs status shows their addresses");
            }
        } else if (stop) {
            client.serve(Chunkservers.nameOf(client, server));
        } else {
            client.maintain(Chunkservers.nameOf(client, server), Values.duration(time));
        }
        show(client.cluster().repair());
    }

    private void show(RepairStatus repair) {
        var maintained =
                repair.leaving().stream()
                        .filter(it -> it.mode() == ServerMode.MAINTENANCE)
                        .toList();
        if (json) {
            printJson(maintained.stream().map(LeavingJson::of).toList());
        } else if (maintained.isEmpty()) {
            out().println("no chunkserver is maintained");
        } else {
            LeavingText.print(maintained, repair, out());
        }
    }
}
