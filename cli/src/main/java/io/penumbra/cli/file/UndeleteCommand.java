package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.gateway.json.FileJson;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "undelete",
        description =
                "Gives back what was deleted or replaced a while ago, a directory with all in it.",
        footer = {
            "",
            "Examples:",
            "  pfs undelete /docs                             what was deleted there last",
            "  pfs undelete /docs/plan --to /docs/plan.old    under another name",
            "  pfs undelete --as-of 20m /docs/plan            what was there twenty minutes ago"
        })
public final class UndeleteCommand extends ClusterCommand {
    @Mixin private AsOfOption asOf = new AsOfOption();

    @Option(names = "--json", description = "Prints what was given back, as JSON.")
    private boolean json;

    @Option(names = "--to", paramLabel = "PATH", description = "Its new name.")
    private @Nullable String target;

    @Parameters(paramLabel = "PATH", description = "Where it was.")
    private String path = "";

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var from = FileUrl.absolute(path);
        var to = target == null ? from : FileUrl.absolute(target);
        var wasThere = asOf.time();
        var found =
                wasThere.isPresent()
                        ? client.undelete(from, to, wasThere.get())
                        : client.undelete(from, to);
        if (json) {
            printJson(FileJson.of(found));
        } else {
            out().println(found.path());
        }
    }
}
