package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.WriteOptions;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.io.InputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "put",
        description =
                "Stores a file. It appears as a whole or not at all, and is replaced if it is there"
                        + " already; missing directories are made.",
        footer = {
            "",
            "Examples:",
            "  pfs put notes.txt /docs/notes.txt",
            "  pfs put notes.txt /docs/           under its own name",
            "  tar c . | pfs put - /backup.tar    from standard input",
            "  pfs put --json disk.img /images/   what was sent, and what was there already"
        })
public final class PutCommand extends ClusterCommand {
    @Option(names = "--json", description = "Prints what was stored, as JSON.")
    private boolean json;

    @Mixin private Source source = new Source();

    @Parameters(index = "1", paramLabel = "DST", description = "Its path in the cluster.")
    private String target = "";

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        try (var bytes = source.open()) {
            store(client, targetPath(client, source.name()), bytes, source.length());
        }
    }

    /** Into a directory the file goes under its own name. */
    private String targetPath(ZClient client, String name) throws IOException, RefusedException {
        String path = FileUrl.absolute(target);
        boolean directory =
                target.endsWith("/")
                        || client.find(path).map(FileStatus::isDirectory).orElse(false);
        if (!directory) {
            return path;
        }
        if (name.isEmpty()) {
            throw new RefusedException(
                    RefusalCode.IS_A_DIRECTORY, target, "is a directory; name the file in it");
        }
        return FileUrl.absolute(path + "/" + name);
    }

    private void store(ZClient client, String path, InputStream bytes, long length)
            throws IOException {
        try (var writer = client.writer(path, WriteOptions.DEFAULT)) {
            Bytes.copy(bytes, writer, Progress.of(path, length));
            var stored = writer.commit();
            if (json) {
                printJson(PutJson.of(stored, writer.foundBytes()));
            }
        }
    }
}
