package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.Sizes;
import io.penumbra.cli.Table;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.Quota;
import io.penumbra.zclient.TreeTotals;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "quota",
        description = "Shows or sets the most that may be below a directory.",
        footer = {
            "",
            "Examples:",
            "  pfs quota /home/ann                               as it is",
            "  pfs quota --entries 1000000 --bytes 2TiB /home/ann",
            "  pfs quota --entries 0 --bytes 0 /home/ann         no limit"
        })
public final class QuotaCommand extends ClusterCommand {
    @Option(
            names = "--entries",
            paramLabel = "NUMBER",
            description = "Files and directories below it; 0 for any number.")
    private @Nullable Long entries;

    @Option(
            names = "--bytes",
            paramLabel = "SIZE",
            description = "Of all files below it, such as 10GiB; 0 for any number.")
    private @Nullable String bytes;

    @Option(names = "--json", description = "As JSON; 0 is no limit.")
    private boolean json;

    private record QuotaJson(
            String path, long entries, long bytes, long entriesMax, long bytesMax) {}

    @Parameters(paramLabel = "PATH", description = "A directory.")
    private String path = "";

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var status = client.stat(FileUrl.absolute(path));
        if (entries != null || bytes != null) {
            var now = status.quota().orElse(Quota.NONE);
            status =
                    client.quota(
                            status.path(),
                            new Quota(
                                    entries != null ? entries : now.entries(),
                                    bytes != null ? Sizes.parse(bytes) : now.bytes()));
        }
        show(status);
    }

    private void show(FileStatus status) {
        var quota = status.quota().orElse(Quota.NONE);
        var totals = status.totals().orElse(new TreeTotals(0, 0, 0));
        long now = totals.files() + totals.directories();
        if (json) {
            printJson(
                    new QuotaJson(
                            status.path(), now, totals.bytes(), quota.entries(), quota.bytes()));
            return;
        }
        var table = new Table(1, 2);
        table.row("", "NOW", "QUOTA");
        table.row("entries", now, limit(quota.entries()));
        table.row("bytes", totals.bytes(), limit(quota.bytes()));
        table.print(out());
    }

    private static Object limit(long max) {
        return max == 0 ? "-" : max;
    }
}
