package io.penumbra.cli.cluster;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.Sizes;
import io.penumbra.cli.Table;
import io.penumbra.zclient.RepairStatus;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description = {
            "Shows which copies are missing, and how far they are made again.",
            "",
            "The leader makes them by itself: of chunks with one copy left at once, of others when a"
                    + " chunkserver was silent for master.repair-grace."
        },
        footer = {
            "",
            "Examples:",
            "  pfs repair status                       once",
            "  watch pfs repair status                 until it is whole",
            "  pfs repair status --json | jq .lacking"
        })
public final class RepairStatusCommand extends ClusterCommand {
    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    protected void run(ZClient client) throws IOException {
        var repair = client.cluster().repair();
        if (json) {
            printJson(repair);
        } else {
            print(repair);
        }
    }

    private void print(RepairStatus repair) {
        out().println(verdictOf(repair));
        var table = new Table(1);
        table.row("chunks that lack copies", "%,d".formatted(repair.lacking()));
        table.row("  with one copy left", "%,d".formatted(repair.lastCopies()));
        table.row("  with none that can be reached", "%,d".formatted(repair.unreachable()));
        table.row("damaged copies", "%,d".formatted(repair.damaged()));
        table.row("chunks with none but damaged ones", "%,d".formatted(repair.lastChances()));
        table.row("chunks whose copies are not told yet", "%,d".formatted(repair.untold()));
        table.row("left to copy", Sizes.text(repair.bytesLeft()));
        table.row("copied by this leader", Sizes.text(repair.bytesDone()));
        table.row("copies under way", repair.running());
        table.row("rate of the last minute", Sizes.text(repair.bytesPerSecond()) + "/s");
        table.row("time left", timeLeft(repair));
        table.print(out());
    }

    private static String verdictOf(RepairStatus repair) {
        if (repair.isWhole()) {
            return "whole: every chunk in use has all its copies";
        }
        if (!repair.complete()) {
            return "looking at all chunks";
        }
        return repair.lacking() == 0
                ? "chunkservers have yet to say what they have of some chunks"
                : "copies are missing";
    }

    private static String timeLeft(RepairStatus repair) {
        if (repair.bytesLeft() == 0) {
            return "-";
        }
        return repair.bytesPerSecond() == 0
                ? "unknown"
                : Duration.ofSeconds(repair.bytesLeft() / repair.bytesPerSecond() + 1)
                        .toString()
                        .substring(2)
                        .toLowerCase(Locale.ROOT);
    }
}
