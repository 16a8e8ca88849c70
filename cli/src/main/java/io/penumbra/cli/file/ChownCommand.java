package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.zclient.AttributeChange;
import io.penumbra.zclient.Links;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "chown",
        description = "Changes owner and group; the owner only for the superuser.",
        footer = {
            "",
            "Examples:",
            "  pfs chown ann /docs         another owner",
            "  pfs chown ann:staff /docs   and another group",
            "  pfs chown :staff /docs      another group only"
        })
public final class ChownCommand extends ClusterCommand {
    @Option(
            names = {"-P", "--no-follow"},
            description = "Of a link: the link itself, not what it stands for.")
    private boolean noFollow;

    @Parameters(index = "0", paramLabel = "OWNER[:GROUP]", description = "To whom.")
    private String owner = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "PATH", description = "What.")
    private List<String> paths = List.of();

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        int colon = owner.indexOf(':');
        String user = colon < 0 ? owner : owner.substring(0, colon);
        String group = colon < 0 ? "" : owner.substring(colon + 1);
        if (user.isEmpty() && group.isEmpty()) {
            throw new IllegalArgumentException("neither an owner nor a group is named");
        }
        var where = AttributeChange.NONE.with(noFollow ? Links.KEEP : Links.FOLLOW);
        var owned = user.isEmpty() ? where : where.withOwner(user);
        var change = group.isEmpty() ? owned : owned.withGroup(group);
        each(paths, path -> client.set(FileUrl.absolute(path), change));
    }
}
