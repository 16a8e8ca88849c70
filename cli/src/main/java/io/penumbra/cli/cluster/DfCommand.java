package io.penumbra.cli.cluster;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.Sizes;
import io.penumbra.cli.Table;
import io.penumbra.core.port.Address;
import io.penumbra.zclient.ProcessStatus;
import io.penumbra.zclient.StoredBytes;
import io.penumbra.zclient.TreeTotals;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "df",
        description = {
            "Shows how much room there is, and what takes it.",
            "",
            "What history and snapshots hold comes back by itself as history is forgotten and"
                    + " snapshots are removed. Used is what is not free on the disks, whoever uses"
                    + " it."
        },
        footer = {"", "Examples:", "  pfs df", "  pfs df -b", "  pfs df --json | jq .pastBytes"})
public final class DfCommand extends ClusterCommand {
    private static final int PERCENT = 100;

    @Option(
            names = {"-b", "--bytes"},
            description = "Exact numbers of bytes.")
    private boolean exact;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    private record ServerJson(
            String address, long capacityBytes, long usedBytes, long freeBytes, long chunks) {
        static ServerJson of(ProcessStatus server) {
            return new ServerJson(
                    server.address().map(Address::toString).orElse(server.id()),
                    server.capacityBytes(),
                    server.capacityBytes() - server.freeBytes(),
                    server.freeBytes(),
                    server.chunks());
        }
    }

    /**
     * @param presentBytes of all files as they are now, each once
     * @param pastBytes that only history and snapshots have, each once, at most
     * @param uncollectedBytes in chunks, of nothing: given back when they are compacted or
     *     collected
     * @param copyBytes all that with all its copies
     */
    private record DfJson(
            List<ServerJson> chunkservers,
            long files,
            long directories,
            long presentBytes,
            long pastBytes,
            long savedBytes,
            long uncollectedBytes,
            long copyBytes) {}

    @Override
    protected void run(ZClient client) throws IOException {
        var servers =
                client.cluster().processes().stream()
                        .filter(it -> it.role().equals("chunkserver") && it.live())
                        .map(ServerJson::of)
                        .toList();
        var present = client.stat("/").totals().orElse(new TreeTotals(0, 0, 0));
        var stored = client.stored();
        var all = describe(servers, present, stored);
        if (json) {
            printJson(all);
        } else {
            print(all);
        }
    }

    private static DfJson describe(
            List<ServerJson> servers, TreeTotals present, StoredBytes stored) {
        return new DfJson(
                servers,
                present.files(),
                present.directories(),
                present.bytes(),
                stored.pastBytes(present),
                stored.savedBytes(),
                Math.max(0, stored.chunkBytes() - stored.usedBytes()),
                stored.copyBytes());
    }

    private void print(DfJson all) {
        var room = new Table(1, 2, 3, 4, 5);
        room.row("CHUNKSERVER", "CAPACITY", "USED", "FREE", "USE", "CHUNKS");
        all.chunkservers().forEach(it -> room.row(row(it.address(), it)));
        if (all.chunkservers().size() > 1) {
            room.row(row("all", sum(all.chunkservers())));
        }
        room.print(out());
        out().println();
        var held = new Table(1);
        held.row(
                "files now",
                size(all.presentBytes()),
                "in %,d files and %,d directories".formatted(all.files(), all.directories()));
        held.row("history and snapshots", size(all.pastBytes()), "at most");
        if (all.savedBytes() > 0) {
            held.row("saved", size(all.savedBytes()), "by pieces that several files share");
        }
        held.row("not collected yet", size(all.uncollectedBytes()), "of nothing, at least");
        held.row("all copies", size(all.copyBytes()), "of all that, on the chunkservers");
        held.print(out());
    }

    private static ServerJson sum(List<ServerJson> servers) {
        return new ServerJson(
                "all",
                servers.stream().mapToLong(ServerJson::capacityBytes).sum(),
                servers.stream().mapToLong(ServerJson::usedBytes).sum(),
                servers.stream().mapToLong(ServerJson::freeBytes).sum(),
                servers.stream().mapToLong(ServerJson::chunks).sum());
    }

    private Object[] row(String name, ServerJson it) {
        return new Object[] {
            name,
            size(it.capacityBytes()),
            size(it.usedBytes()),
            size(it.freeBytes()),
            it.usedBytes() * PERCENT / Math.max(1, it.capacityBytes()) + " %",
            it.chunks()
        };
    }

    private Object size(long bytes) {
        return exact ? bytes : Sizes.text(bytes);
    }
}
