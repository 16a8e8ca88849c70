package io.penumbra.cli.cluster;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.Sizes;
import io.penumbra.cli.StandardOutput;
import io.penumbra.cli.Table;
import io.penumbra.cli.cluster.Load.Reading;
import io.penumbra.cli.transfer.Terminal;
import io.penumbra.gateway.json.Json;
import io.penumbra.platform.settings.Values;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "top",
        description = {
            "Shows what the cluster is doing, again and again, until Ctrl-C.",
            "",
            "Rates are those since the last look. What chunkservers read and write they say"
                    + " themselves, over HTTP; where that cannot be reached from here, it is '-'."
        },
        footer = {
            "",
            "Examples:",
            "  pfs top",
            "  pfs top --every 10s",
            "  pfs top --once              one look, over a second",
            "  pfs top --json | jq .recordsPerSecond"
        })
public final class TopCommand extends ClusterCommand {
    private static final String HOME_AND_CLEAR = "\033[H\033[J";

    @Option(
            names = "--every",
            paramLabel = "TIME",
            defaultValue = "2s",
            description = "Between two looks, such as 500ms or 10s (default: 2s).")
    private String every = "2s";

    @Option(names = "--once", description = "One look, over a second.")
    private boolean once;

    @Option(names = "--json", description = "One JSON object for each look, and line.")
    private boolean json;

    @Override
    protected void run(ZClient client) throws IOException {
        var interval = once ? Duration.ofSeconds(1) : Values.duration(every);
        var before = Reading.of(client);
        do {
            pause(interval);
            var now = Reading.of(client);
            show(Load.between(before, now));
            before = now;
            out().flush();
            StandardOutput.requirePrinted();
        } while (!once);
    }

    private void show(Load load) {
        if (json) {
            out().println(Json.text(load));
        } else {
            var text = new StringWriter();
            print(load, new PrintWriter(text));
            if (!once && Terminal.hasConsole()) {
                out().print(HOME_AND_CLEAR);
            }
            out().print(text);
        }
        out().flush();
    }

    private static void print(Load load, PrintWriter out) {
        out.printf(
                "%s  epoch %d, record %,d: %,.0f records/s, %s%n",
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                load.epoch(),
                load.lastIndex(),
                load.recordsPerSecond(),
                load.warnings().isEmpty() ? "healthy" : String.join("; ", load.warnings()));
        out.printf(
                "reads %s/s, writes %s/s, repair %s/s, rebalance %s/s%n",
                Sizes.text(load.readBytesPerSecond()),
                Sizes.text(load.writtenBytesPerSecond()),
                Sizes.text(load.repairBytesPerSecond()),
                Sizes.text(load.rebalanceBytesPerSecond()));
        var table = new Table(2, 4, 5, 6, 7, 8);
        table.row(
                "ROLE", "ADDRESS", "PID", "STATE", "READ/s", "WRITE/s", "WRITERS", "CHUNKS",
                "FREE");
        load.processes().forEach(it -> table.row(row(it)));
        table.print(out);
        out.flush();
    }

    private static Object[] row(Load.ProcessLoad it) {
        boolean stores = it.role().equals("chunkserver");
        var told = it.told();
        return new Object[] {
            it.role(),
            it.address(),
            it.pid() == 0 ? "-" : it.pid(),
            it.live() ? it.state() : "gone",
            told == null ? "-" : Sizes.text(told.readBytesPerSecond()),
            told == null ? "-" : Sizes.text(told.writtenBytesPerSecond()),
            told == null ? "-" : told.writers(),
            stores ? it.chunks() : "-",
            stores ? Sizes.text(it.freeBytes()) : "-"
        };
    }
}
