package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.Table;
import io.penumbra.core.Limits;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.gateway.json.FileJson;
import io.penumbra.gateway.json.Json;
import io.penumbra.zclient.FileKind;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.FileTree;
import io.penumbra.zclient.Page;
import io.penumbra.zclient.PenumbraException;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "ls",
        description = "Lists a directory, in the order of its names.",
        footer = {
            "",
            "Examples:",
            "  pfs ls                     the root",
            "  pfs ls -l /docs            with sizes, copies and times",
            "  pfs ls --json /docs        one JSON object a line",
            "  pfs ls --as-of 2h /docs    as it was two hours ago"
        })
public final class LsCommand extends ClusterCommand {
    @Mixin private AsOfOption asOf = new AsOfOption();

    @Parameters(
            arity = "0..1",
            defaultValue = "/",
            paramLabel = "PATH",
            description = "A directory or file in the cluster; the root unless given.")
    private String path = "/";

    @Option(
            names = "-l",
            description = "Long: mode, owner, size (of a directory: of all below), copies, time.")
    private boolean detailed;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var files = asOf.of(client);
        String directory = FileUrl.absolute(path);
        var page = firstPage(files, directory);
        print(page.entries());
        while (page.next().isPresent()) {
            page = files.list(directory, page.next().get(), Limits.PAGE_ENTRIES_MAX);
            print(page.entries());
        }
    }

    private static Page firstPage(FileTree files, String directory) throws IOException {
        try {
            return files.list(directory, "", Limits.PAGE_ENTRIES_MAX);
        } catch (PenumbraException e) {
            if (e.code() != RefusalCode.NOT_A_DIRECTORY) {
                throw e;
            }
            return new Page(List.of(files.stat(directory)), Optional.empty());
        }
    }

    private void print(List<FileStatus> entries) {
        if (json) {
            entries.forEach(entry -> out().println(Json.text(FileJson.of(entry))));
        } else if (detailed) {
            var table = new Table(3, 4);
            entries.forEach(entry -> table.row(row(entry)));
            table.print(out());
        } else {
            entries.forEach(entry -> out().println(nameOf(entry)));
        }
    }

    private static Object[] row(FileStatus entry) {
        return new Object[] {
            entry.modeText(),
            entry.owner(),
            entry.group(),
            sizeOf(entry),
            copiesOf(entry),
            entry.modified().truncatedTo(ChronoUnit.SECONDS),
            nameOf(entry) + entry.target().map(target -> " -> " + target).orElse("")
        };
    }

    private static String copiesOf(FileStatus entry) {
        return entry.kind() == FileKind.FILE && entry.copies().isPresent()
                ? entry.copies().getAsInt() + "x"
                : "-";
    }

    /** How much was below a directory of the past nobody knows. */
    private static Object sizeOf(FileStatus entry) {
        return entry.isDirectory()
                ? entry.totals().map(totals -> (Object) totals.bytes()).orElse("-")
                : entry.length();
    }

    private static String nameOf(FileStatus entry) {
        return entry.isDirectory() ? entry.name() + "/" : entry.name();
    }
}
