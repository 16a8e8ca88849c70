package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.Table;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.gateway.json.FileJson;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "stat",
        description = "Shows what is known of a file or directory.",
        footer = {"", "Examples:", "  pfs stat /docs/notes.txt", "  pfs stat --json /docs"})
public final class StatCommand extends ClusterCommand {
    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Parameters(paramLabel = "PATH", description = "A path in the cluster.")
    private String path = "";

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var file = client.stat(FileUrl.absolute(path));
        if (json) {
            printJson(FileJson.of(file));
        } else {
            print(file);
        }
    }

    private void print(FileStatus file) {
        var table = new Table();
        table.row("path", file.path());
        table.row("kind", file.kind().name().toLowerCase(Locale.ROOT));
        if (file.isDirectory()) {
            table.row("entries", file.copies());
        } else {
            table.row("length", file.length());
            table.row("copies", file.copies());
        }
        table.row("version", file.version());
        table.row("inode", file.inode());
        table.row("mode", "%04o".formatted(file.mode()));
        table.row("owner", file.owner() + ":" + file.group());
        table.row("modified", file.modified());
        table.row("class", file.storageClass());
        file.sha256().ifPresent(sum -> table.row("sha256", sum));
        table.print(out());
    }
}
