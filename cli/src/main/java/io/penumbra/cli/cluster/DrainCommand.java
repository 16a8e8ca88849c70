package io.penumbra.cli.cluster;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.zclient.RepairStatus;
import io.penumbra.zclient.ServerMode;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Empties a chunkserver. */
@Command(
        name = "drain",
        description = {
            "Has all copies of a chunkserver made elsewhere, so that it can go for good; without a"
                    + " name, shows which chunkservers are drained, and how far that is.",
            "",
            "It goes on by itself, over failovers too. Meanwhile the chunkserver serves what it has"
                    + " and gets nothing new. When it is drained, stop it."
        },
        footer = {
            "",
            "Examples:",
            "  pfs drain 127.0.0.1:7101                begins, and returns at once",
            "  pfs drain 127.0.0.1:7101 --wait         returns when it is empty",
            "  pfs drain                               how far it is",
            "  pfs drain 127.0.0.1:7101 --stop         it serves as before"
        })
public final class DrainCommand extends ClusterCommand {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    @Parameters(
            arity = "0..1",
            paramLabel = "CHUNKSERVER",
            description = "Its address, as pfs status shows it, or its name.")
    private @Nullable String server;

    @Option(names = "--stop", description = "Do not drain it any more.")
    private boolean stop;

    @Option(names = "--wait", description = "Return when nothing is counted on there any more.")
    private boolean wait;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    protected void run(ZClient client) throws IOException {
        if (server == null) {
            if (stop || wait) {
                throw new IllegalArgumentException(
                        "which chunkserver? pfs status shows their addresses");
            }
        } else if (stop) {
            client.serve(Chunkservers.nameOf(client, server));
        } else {
            drain(client, Chunkservers.nameOf(client, server));
        }
        show(client.cluster().repair());
    }

    private void drain(ZClient client, String name) throws IOException {
        client.drain(name);
        while (wait && !isDrained(client.cluster().repair(), name)) {
            pause(LOOK_EVERY);
        }
    }

    private static boolean isDrained(RepairStatus repair, String name) {
        return repair.complete()
                && repair.leaving().stream()
                        .anyMatch(it -> it.server().value().equals(name) && it.isDrained());
    }

    private void show(RepairStatus repair) {
        var drained =
                repair.leaving().stream().filter(it -> it.mode() == ServerMode.DRAINING).toList();
        if (json) {
            printJson(drained.stream().map(LeavingJson::of).toList());
        } else if (drained.isEmpty()) {
            out().println("no chunkserver is drained");
        } else {
            LeavingText.print(drained, repair, out());
        }
    }
}
