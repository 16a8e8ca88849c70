package io.penumbra.cli.cluster;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.Table;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.zclient.Snapshot;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "snapshot",
        description =
                "Shows snapshots, or keeps everything as it is now visible under a name: at once,"
                        + " however much it is.",
        footer = {
            "",
            "Examples:",
            "  pfs snapshot                           all snapshots",
            "  pfs snapshot before-upgrade            makes one",
            "  pfs ls --as-of before-upgrade /docs    reads through it",
            "  pfs snapshot --remove before-upgrade"
        })
public final class SnapshotCommand extends ClusterCommand {
    @Option(names = "--remove", description = "Remove the snapshot, and what it alone shows.")
    private boolean remove;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "All snapshots unless given.")
    private @Nullable String name;

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        if (name == null) {
            if (remove) {
                throw new IllegalArgumentException("--remove: which snapshot?");
            }
            show(client.snapshots());
        } else if (remove) {
            client.removeSnapshot(name);
        } else {
            client.snapshot(name);
        }
    }

    private void show(List<Snapshot> snapshots) {
        if (json) {
            printJson(snapshots.stream().map(SnapshotJson::of).toList());
            return;
        }
        var table = new Table(1);
        table.row("SNAPSHOT", "RECORD", "TIME");
        snapshots.forEach(it -> table.row(it.name(), it.index(), it.time()));
        table.print(out());
    }

    private record SnapshotJson(String name, long index, String time) {
        static SnapshotJson of(Snapshot snapshot) {
            return new SnapshotJson(
                    snapshot.name(), snapshot.index().value(), snapshot.time().toString());
        }
    }
}
