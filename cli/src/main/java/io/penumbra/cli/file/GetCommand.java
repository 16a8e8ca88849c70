package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.StandardOutput;
import io.penumbra.cli.transfer.Bytes;
import io.penumbra.cli.transfer.Fetch;
import io.penumbra.cli.transfer.Progress;
import io.penumbra.cli.transfer.TreeGet;
import io.penumbra.cli.transfer.TreeOptions;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.gateway.json.FileJson;
import io.penumbra.zclient.FileReader;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.FileTree;
import io.penumbra.zclient.ZClient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = {
            "Fetches files to this machine. What was there under that name stays until all of the"
                    + " new file has come.",
            "",
            "With -r a directory's entries become those of DST, or of DST/NAME if DST ends in a"
                    + " slash. Modes and times are kept. What is here already, with the same length"
                    + " and time or the same SHA-256, is not fetched again: the same command once"
                    + " more goes on where the last one was interrupted."
        },
        footer = {
            "",
            "Examples:",
            "  pfs get /docs/notes.txt               into the current directory",
            "  pfs get /docs/notes.txt /tmp/copy.txt",
            "  pfs get /backup.tar - | tar t         to standard output",
            "  pfs get -r /projects/p                all of it, into ./p",
            "  pfs get -r /projects/p /tmp/q         all of it, below /tmp/q",
            "  pfs get --as-of monday /docs/notes.txt    as the snapshot 'monday' shows it"
        })
public final class GetCommand extends ClusterCommand {
    @Mixin private AsOfOption asOf = new AsOfOption();

    @Option(names = "--json", description = "Prints what was fetched, as JSON.")
    private boolean json;

    @Mixin private TreeOptions tree = new TreeOptions();

    @Parameters(
            index = "0",
            paramLabel = "SRC",
            description = "A file in the cluster, or with -r a directory.")
    private String source = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DST",
            description = "A file or directory on this machine; - is standard output.")
    private @Nullable String target;

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var files = asOf.of(client);
        var path = FileUrl.absolute(source);
        if (tree.recursive()) {
            var directory = files.stat(path);
            if (directory.isDirectory()) {
                getTree(files, directory);
                return;
            }
        }
        try (var reader = files.open(path)) {
            get(reader);
        }
    }

    private void get(FileReader reader) throws IOException {
        var file = reader.status();
        var progress = Progress.of(file.path(), file.length());
        if ("-".equals(target)) {
            try (var bytes = reader.stream()) {
                Bytes.copy(bytes, StandardOutput.bytes(), progress);
            }
            return;
        }
        Fetch.into(targetFile(file.name()), reader, Fetch.Attributes.OWN, progress);
        if (json) {
            printJson(FileJson.of(file));
        }
    }

    private Path targetFile(String name) {
        if (target == null) {
            return Path.of(name);
        }
        var file = Path.of(target);
        return Files.isDirectory(file) ? file.resolve(name) : file;
    }

    private void getTree(FileTree files, FileStatus directory)
            throws IOException, RefusedException {
        var err = spec.commandLine().getErr();
        var tally = new TreeGet(files, tree, out(), err).get(directory, targetOf(directory));
        if (json) {
            printJson(tally.toJson());
        } else {
            out().println(tally.summary());
        }
        exitWith(tally.exitCode());
    }

    /** Does not go by what is there: the same command once more means the same. */
    private Path targetOf(FileStatus directory) throws RefusedException {
        var text = Objects.requireNonNullElse(target, "." + File.separator);
        if (text.equals("-")) {
            throw new RefusedException(
                    RefusalCode.IS_A_DIRECTORY,
                    directory.path(),
                    "is a directory, which does not go to standard output");
        }
        return text.endsWith("/") || text.endsWith(File.separator)
                ? Path.of(text, directory.name())
                : Path.of(text);
    }
}
