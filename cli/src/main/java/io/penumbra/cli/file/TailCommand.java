package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.Sizes;
import io.penumbra.cli.StandardOutput;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.PenumbraException;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "tail",
        description = "Writes the end of a file to standard output, and goes on with what comes.",
        footer = {
            "",
            "Examples:",
            "  pfs tail /logs/all              the last ten lines",
            "  pfs tail -n 100 /logs/all",
            "  pfs tail -c 4K /logs/all        the last 4,096 bytes",
            "  pfs tail -f /logs/all           and what is appended, until Ctrl-C",
            "  pfs tail -n 0 -f /logs/all | grep ERROR"
        })
public final class TailCommand extends ClusterCommand {
    private static final Duration EVERY = Duration.ofMillis(300);

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "COUNT",
            defaultValue = "10",
            description = "The last so many lines (default: 10).")
    private long lines;

    @Option(
            names = {"-c", "--bytes"},
            paramLabel = "SIZE",
            description = "The last so many bytes, such as 100 or 4K, instead of lines.")
    private @Nullable String bytes;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is appended, until Ctrl-C ends it.")
    private boolean follow;

    @Parameters(paramLabel = "PATH", description = "A file in the cluster.")
    private String path = "";

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var name = FileUrl.absolute(path);
        var out = StandardOutput.bytes();
        FileStatus shown;
        try (var file = client.open(name)) {
            shown = file.status();
            long from =
                    bytes != null
                            ? Math.max(0, shown.length() - Sizes.parse(bytes))
                            : LastLines.start(file, lines);
            try (var end = file.stream(from, shown.length())) {
                end.transferTo(out);
            }
        }
        while (follow) {
            pause(EVERY);
            shown = showMore(client, name, shown, out);
        }
    }

    /** What came behind what was shown; all of it, if the name has another file by now. */
    private FileStatus showMore(ZClient client, String name, FileStatus shown, OutputStream out)
            throws IOException {
        var now = find(client, name);
        if (now.isEmpty() || now.get().version().equals(shown.version())) {
            return shown;
        }
        long from = goesOn(shown, now.get()) ? shown.length() : 0;
        try (var file = client.open(name, from, Long.MAX_VALUE);
                var more = file.stream()) {
            if (!goesOn(shown, file.status())) {
                if (from > 0) {
                    return shown; // replaced just now: the next look finds it so
                }
                var err = spec.commandLine().getErr();
                err.printf("pfs: %s: was replaced or cut; shown from its start%n", name);
                err.flush();
            }
            more.transferTo(out);
            return file.status();
        } catch (PenumbraException e) {
            if (e.code() == RefusalCode.NOT_FOUND) {
                return shown;
            }
            throw e;
        }
    }

    private static boolean goesOn(FileStatus shown, FileStatus now) {
        return now.inode().equals(shown.inode()) && now.length() >= shown.length();
    }

    /** A name that is gone for a while may come back, as of a log that is rotated. */
    private static Optional<FileStatus> find(ZClient client, String name) throws IOException {
        return client.find(name).filter(file -> !file.isDirectory());
    }
}
