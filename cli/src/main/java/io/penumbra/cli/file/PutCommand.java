package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.transfer.Bytes;
import io.penumbra.cli.transfer.Progress;
import io.penumbra.cli.transfer.Source;
import io.penumbra.cli.transfer.TreeOptions;
import io.penumbra.cli.transfer.TreePut;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.WriteOptions;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "put",
        description = {
            "Stores files. Each appears as a whole or not at all, and is replaced if it is there"
                    + " already; missing directories are made.",
            "",
            "With -r a directory's entries become those of DST, or of DST/NAME if DST ends in a"
                    + " slash. Modes and times are kept. What is there already, with the same length"
                    + " and time or the same SHA-256, is not sent again: the same command once more"
                    + " goes on where the last one was interrupted."
        },
        footer = {
            "",
            "Examples:",
            "  pfs put notes.txt /docs/notes.txt",
            "  pfs put *.txt /docs/               under their own names",
            "  tar c . | pfs put - /backup.tar    from standard input",
            "  pfs put -r src /projects/p         all of src, below /projects/p",
            "  pfs put -r src /projects/          all of src, below /projects/src",
            "  pfs put --class cold disk.img /images/",
            "  pfs put --json disk.img /images/   what was sent, and what was there already"
        })
public final class PutCommand extends ClusterCommand {
    @Option(names = "--json", description = "Prints what was stored, as JSON.")
    private boolean json;

    @Option(
            names = "--class",
            paramLabel = "NAME",
            description = "The storage class; inherited from the directory unless given.")
    private @Nullable String storageClass;

    @Mixin private TreeOptions tree = new TreeOptions();

    @Parameters(
            arity = "2..*",
            paramLabel = "SRC... DST",
            description =
                    "Files on this machine, - for standard input, or with -r directories; last"
                            + " the path in the cluster.")
    private List<String> operands = List.of();

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var sources = operands.subList(0, operands.size() - 1).stream().map(Source::new).toList();
        var target = new Target(client, operands.getLast());
        for (var source : sources) {
            if (tree.recursive() && source.isDirectory()) {
                putTree(client, source, target.ofTree(source.name(), sources.size() > 1));
            } else {
                put(client, source, target.of(source.name(), sources.size() > 1));
            }
        }
    }

    /** Says where what is stored goes. */
    private record Target(ZClient client, String text) {
        /** Into a directory a file goes under its own name. */
        String of(String name, boolean many) throws IOException, RefusedException {
            var path = FileUrl.absolute(text);
            boolean directory =
                    text.endsWith("/")
                            || client.find(path).map(FileStatus::isDirectory).orElse(false);
            if (!directory) {
                if (many) {
                    throw new RefusedException(
                            RefusalCode.NOT_A_DIRECTORY,
                            text,
                            "is no directory, and several files are to go there; end it in a slash"
                                    + " to have it made");
                }
                return path;
            }
            if (name.isEmpty()) {
                throw new RefusedException(
                        RefusalCode.IS_A_DIRECTORY, text, "is a directory; name the file in it");
            }
            return below(path, name);
        }

        /** Does not go by what is there: the same command once more means the same. */
        String ofTree(String name, boolean many) throws RefusedException {
            var path = FileUrl.absolute(text);
            return many || (text.endsWith("/") && !path.equals("/")) ? below(path, name) : path;
        }

        private static String below(String directory, String name) throws RefusedException {
            return FileUrl.absolute(directory.equals("/") ? name : directory + "/" + name);
        }
    }

    private void putTree(ZClient client, Source source, String path)
            throws IOException, RefusedException {
        var err = spec.commandLine().getErr();
        var tally = new TreePut(client, options(), tree, out(), err).put(source.path(), path);
        if (json) {
            printJson(tally.toJson());
        } else {
            out().println(tally.summary());
        }
        exitWith(tally.exitCode());
    }

    private void put(ZClient client, Source source, String path)
            throws IOException, RefusedException {
        try (var bytes = source.open();
                var writer = client.writer(path, options())) {
            Bytes.copy(bytes, writer, Progress.of(path, source.length()));
            var stored = writer.commit();
            if (json) {
                printJson(PutJson.of(stored, writer.foundBytes()));
            }
        }
    }

    private WriteOptions options() {
        return storageClass == null
                ? WriteOptions.DEFAULT
                : WriteOptions.DEFAULT.withStorageClass(storageClass);
    }
}
