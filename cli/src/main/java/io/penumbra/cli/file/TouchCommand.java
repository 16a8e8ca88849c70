package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.zclient.AttributeChange;
import io.penumbra.zclient.PenumbraException;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "touch",
        description = "Makes empty files; those that are there are marked as changed now.",
        footer = {"", "Examples:", "  pfs touch /docs/ready"})
public final class TouchCommand extends ClusterCommand {
    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files or directories.")
    private List<String> paths = List.of();

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        each(paths, path -> touch(client, FileUrl.absolute(path)));
    }

    private static void touch(ZClient client, String path) throws IOException {
        try {
            client.set(path, AttributeChange.NONE.withModifiedNow());
        } catch (PenumbraException e) {
            if (e.code() != RefusalCode.NOT_FOUND) {
                throw e;
            }
            client.create(path);
        }
    }
}
