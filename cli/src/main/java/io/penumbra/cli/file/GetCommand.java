package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.zclient.FileReader;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description =
                "Fetches a file to this machine. What was there under that name stays until all of"
                        + " the new file has come.",
        footer = {
            "",
            "Examples:",
            "  pfs get /docs/notes.txt               into the current directory",
            "  pfs get /docs/notes.txt /tmp/copy.txt",
            "  pfs get /backup.tar - | tar t         to standard output",
            "  pfs get --as-of monday /docs/notes.txt    as the snapshot 'monday' shows it"
        })
public final class GetCommand extends ClusterCommand {
    @Mixin private AsOfOption asOf = new AsOfOption();

    @Parameters(index = "0", paramLabel = "SRC", description = "A file in the cluster.")
    private String source = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DST",
            description = "A file or directory on this machine; - is standard output.")
    private @Nullable String target;

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        try (var reader = asOf.of(client).open(FileUrl.absolute(source))) {
            if ("-".equals(target)) {
                copyTo(reader, Bytes.standardOutput());
            } else {
                fetch(reader, targetFile(reader.status().name()));
            }
        }
    }

    private Path targetFile(String name) {
        if (target == null) {
            return Path.of(name);
        }
        var file = Path.of(target);
        return Files.isDirectory(file) ? file.resolve(name) : file;
    }

    private static void fetch(FileReader reader, Path file) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        var part = Files.createTempFile(folder, ".pfs-get-", ".part");
        try {
            try (var out = Files.newOutputStream(part)) {
                copyTo(reader, out);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void copyTo(FileReader reader, OutputStream out) throws IOException {
        var file = reader.status();
        try (var bytes = reader.stream()) {
            Bytes.copy(bytes, out, Progress.of(file.path(), file.length()));
        }
    }
}
