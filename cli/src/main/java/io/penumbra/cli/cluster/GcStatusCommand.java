package io.penumbra.cli.cluster;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.gateway.json.GcJson;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How far the collector is. */
@Command(
        name = "status",
        description = {
            "Shows what the collector has given back to the disks, and what it keeps.",
            "",
            "A deleted file's bytes go when the history window has passed (master.history-window),"
                    + " with the next pass (master.gc-interval); for some minutes more their"
                    + " copies are in each chunkserver's trash (chunkserver.trash-keep)."
        },
        footer = {
            "",
            "Examples:",
            "  pfs gc status                           once",
            "  pfs gc status --json | jq .unknown      copies that nobody knows"
        })
public final class GcStatusCommand extends ClusterCommand {
    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    protected void run(ZClient client) throws IOException {
        var gc = client.gc();
        if (json) {
            printJson(GcJson.of(gc));
        } else {
            GcText.print(gc, out());
        }
    }
}
