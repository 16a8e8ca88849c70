package io.penumbra.cli.cluster;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.gateway.json.Json;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "fsck",
        description = {
            "Checks that all names lead to what is there, that each byte of each file is somewhere,"
                    + " and that there are as many copies as there should be.",
            "",
            "Changes nothing: what is damaged or missing repairs itself from the other copies. Ends"
                    + " with 1 if something is wrong."
        },
        footer = {
            "",
            "Examples:",
            "  pfs fsck",
            "  pfs fsck /projects",
            "  pfs fsck --copies /projects      reads every copy of every byte, too",
            "  pfs fsck --json | jq .path"
        })
public final class FsckCommand extends ClusterCommand {
    private static final int WRONG = 1;

    @Option(names = "--copies", description = "Read all copies and compare them: takes its time.")
    private boolean copies;

    @Option(names = "--json", description = "One JSON object for each finding, and line.")
    private boolean json;

    @Parameters(
            arity = "0..1",
            defaultValue = "/",
            paramLabel = "PATH",
            description = "A file or directory; all there is unless given.")
    private String path = "/";

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var check = new Check(client, copies, this::show);
        check.cluster();
        check.tree(FileUrl.absolute(path));
        if (!json) {
            out().println(check.summary());
        }
        exitWith(check.isClean() ? 0 : WRONG);
    }

    private void show(Check.Finding finding) {
        if (json) {
            out().println(Json.text(finding));
        } else {
            out().println(finding.path() + ": " + finding.what());
        }
    }
}
