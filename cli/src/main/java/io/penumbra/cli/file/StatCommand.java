package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.Table;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.gateway.json.FileJson;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.Links;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "stat",
        description = "Shows what is known of a file or directory.",
        footer = {"", "Examples:", "  pfs stat /docs/notes.txt", "  pfs stat --json /docs"})
public final class StatCommand extends ClusterCommand {
    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Option(
            names = {"-P", "--no-follow"},
            description = "Of a link: the link itself, not what it stands for.")
    private boolean noFollow;

    @Mixin private AsOfOption asOf = new AsOfOption();

    @Parameters(paramLabel = "PATH", description = "A path in the cluster.")
    private String path = "";

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var links = noFollow ? Links.KEEP : Links.FOLLOW;
        var file = asOf.of(client).examine(FileUrl.absolute(path), links);
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
            table.row("entries", file.copies().orElse(0));
        } else if (file.isLink()) {
            table.row("target", file.target().orElse(""));
        } else {
            table.row("length", file.length());
            file.copies().ifPresent(copies -> table.row("copies", copies));
            file.sharedBytes().ifPresent(bytes -> table.row("shared", bytes + " bytes"));
        }
        table.row("version", file.version());
        table.row("inode", file.inode());
        file.totals()
                .ifPresent(all ->
                        table.row(
                                "below",
                                "%,d files, %,d directories, %,d bytes"
                                        .formatted(all.files(), all.directories(), all.bytes())));
        file.quota()
                .ifPresent(quota ->
                        table.row(
                                "quota",
                                "%,d files and directories, %,d bytes"
                                        .formatted(quota.entries(), quota.bytes())));
        table.row("mode", "%04o %s".formatted(file.mode(), file.modeText()));
        table.row("owner", file.owner() + ":" + file.group());
        table.row("modified", file.modified());
        table.row("class", file.storageClass());
        file.sha256().ifPresent(sum -> table.row("sha256", sum));
        file.noted()
                .forEach((name, value) ->
                        table.row("note " + name, new String(value, StandardCharsets.UTF_8)));
        table.print(out());
    }
}
