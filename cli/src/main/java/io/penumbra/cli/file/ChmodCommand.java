package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.zclient.AttributeChange;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "chmod",
        description = "Changes who may read, write and pass through.",
        footer = {
            "",
            "Examples:",
            "  pfs chmod 640 /docs/notes.txt   read and write for the owner, read for its group",
            "  pfs chmod 1777 /tmp             everybody writes, and removes only what is theirs"
        })
public final class ChmodCommand extends ClusterCommand {
    private static final int OCTAL = 8;

    @Parameters(index = "0", paramLabel = "MODE", description = "In octal, such as 755.")
    private String mode = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "PATH", description = "What of.")
    private List<String> paths = List.of();

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var change = AttributeChange.NONE.withMode(octal());
        each(paths, path -> client.set(FileUrl.absolute(path), change));
    }

    private int octal() {
        try {
            return Integer.parseInt(mode, OCTAL);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(mode + ": a mode is octal, such as 755", e);
        }
    }
}
