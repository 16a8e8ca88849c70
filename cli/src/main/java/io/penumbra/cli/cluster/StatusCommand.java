package io.penumbra.cli.cluster;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.Table;
import io.penumbra.core.port.Address;
import io.penumbra.gateway.json.ClusterJson;
import io.penumbra.zclient.ClusterStatus;
import io.penumbra.zclient.DirectoryStatus;
import io.penumbra.zclient.ProcessStatus;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description = "Shows every process with its role, address, pid, epoch and state.",
        footer = {"", "Examples:", "  pfs status", "  pfs status --json | jq .warnings"})
public final class StatusCommand extends ClusterCommand {
    private static final long MEBIBYTE = 1L << 20;
    private static final long GIBIBYTE = 1L << 30;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    protected void run(ZClient client) throws IOException {
        var status = client.cluster();
        if (json) {
            printJson(ClusterJson.of(status));
        } else {
            print(status);
        }
    }

    private void print(ClusterStatus status) {
        out().printf(
                        "cluster %s, epoch %s, %s%n",
                        status.cluster(), status.epoch(), healthOf(status));
        out().printf(
                        "journal at record %s, %.1f MiB of it in ZooKeeper%n",
                        status.lastIndex(), status.tailBytes() / (double) MEBIBYTE);
        var table = new Table(2, 3);
        table.row("ROLE", "ADDRESS", "PID", "EPOCH", "STATE", "");
        status.processes().forEach(process -> table.row(row(process)));
        table.print(out());
        printDirectories(status);
        if (status.reclaimLeft() > 0) {
            out().printf(
                            "deleted, and kept until history is forgotten: %,d%n",
                            status.reclaimLeft());
        }
    }

    /** Of chunkservers with more than one, and of those with which something is wrong. */
    private void printDirectories(ClusterStatus status) {
        var table = new Table(3, 4);
        for (var process : status.processes()) {
            for (var directory : process.directories()) {
                if (process.directories().size() > 1 || !directory.isHealthy()) {
                    table.row(row(process, directory));
                }
            }
        }
        table.print(out());
    }

    private static Object[] row(ProcessStatus process, DirectoryStatus directory) {
        return new Object[] {
            "  " + process.address().map(Address::toString).orElse(process.id()),
            directory.name(),
            directory.medium(),
            directory.chunks() + " chunks",
            "%d of %d GiB free"
                    .formatted(
                            directory.freeBytes() / GIBIBYTE, directory.capacityBytes() / GIBIBYTE),
            directory.isHealthy() ? "healthy" : directory.wrong()
        };
    }

    private static String healthOf(ClusterStatus status) {
        return status.warnings().isEmpty() ? "healthy" : String.join("; ", status.warnings());
    }

    private static Object[] row(ProcessStatus process) {
        return new Object[] {
            process.role(),
            process.address().map(Address::toString).orElse("-"),
            process.pid() == 0 ? "-" : process.pid(),
            process.epoch(),
            process.live() ? process.state() : "gone",
            detail(process)
        };
    }

    private static String detail(ProcessStatus process) {
        return switch (process.role()) {
            case "chunkserver" ->
                    "%d chunks, %d of %d GiB free"
                            .formatted(
                                    process.chunks(),
                                    process.freeBytes() / GIBIBYTE,
                                    process.capacityBytes() / GIBIBYTE);
            case "shadow-master" -> process.lag() + " records behind";
            default -> "";
        };
    }
}
