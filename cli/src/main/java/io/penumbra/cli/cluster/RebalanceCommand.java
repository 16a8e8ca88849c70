package io.penumbra.cli.cluster;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.Sizes;
import io.penumbra.cli.Table;
import io.penumbra.zclient.BalanceStatus;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Evens out how full chunkservers are. */
@Command(
        name = "rebalance",
        description = {
            "Shows how evenly copies are spread over the chunkservers, or says how evenly they are to"
                    + " be.",
            "",
            "Copies move by themselves, one at a time and no faster than master.rebalance-rate, from"
                    + " the fullest chunkserver to the emptiest while what they hold of what they"
                    + " could hold differs by more than the spread; before that those of chunks whose"
                    + " copies could be on more hosts or racks than they are; not while copies are"
                    + " missing."
                    + " The room that a copy leaves comes back when it is out of the trash."
        },
        footer = {
            "",
            "Examples:",
            "  pfs rebalance                           how even it is, what moves",
            "  pfs rebalance --spread 0.5%% --wait     more even; returns when it is",
            "  pfs rebalance --spread off              nothing moves any more"
        })
public final class RebalanceCommand extends ClusterCommand {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final double OFF = 1.0;
    private static final double PERCENT = 100.0;

    @Option(
            names = "--spread",
            paramLabel = "PERCENT",
            description =
                    "By how much two chunkservers may differ, 0.1%% to 100%%, or 'off'; 2%% at first.")
    private @Nullable String spread;

    @Option(names = "--wait", description = "Return when it is as even as that.")
    private boolean wait;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    protected void run(ZClient client) throws IOException {
        if (spread != null) {
            client.rebalance(share(spread));
        }
        var status = client.cluster().balance();
        while (wait && !status.isEven()) {
            pause(LOOK_EVERY);
            status = client.cluster().balance();
        }
        if (json) {
            printJson(status);
        } else {
            print(status);
        }
    }

    private static double share(String text) {
        if (text.equals("off")) {
            return OFF;
        }
        try {
            return Double.parseDouble(
                            text.endsWith("%") ? text.substring(0, text.length() - 1) : text)
                    / PERCENT;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "--spread: '%s' is no percentage, such as 0.5%%, and not 'off'".formatted(text),
                    e);
        }
    }

    private void print(BalanceStatus status) {
        out().println(verdictOf(status));
        var table = new Table(1);
        table.row("fullest and emptiest differ by", percent(status.unevenness()));
        table.row("may differ by", percent(status.spread()));
        table.row("chunks to be farther apart", "%,d".formatted(status.tooClose()));
        table.row("left to move", Sizes.text(status.bytesLeft()));
        table.row("moved by this leader", Sizes.text(status.bytesDone()));
        table.row("rate of the last minute", Sizes.text(status.bytesPerSecond()) + "/s");
        table.print(out());
    }

    private static String verdictOf(BalanceStatus status) {
        if (status.spread() >= OFF) {
            return "off: nothing moves";
        }
        if (!status.complete()) {
            return "looking at all chunks";
        }
        return status.isEven() ? "even" : "copies move";
    }

    private static String percent(double share) {
        return "%.1f %%".formatted(share * PERCENT);
    }
}
