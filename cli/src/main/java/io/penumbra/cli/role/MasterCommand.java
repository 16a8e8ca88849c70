package io.penumbra.cli.role;

import picocli.CommandLine.Command;

@Command(
        name = "master",
        description = "Runs a master. It leads, or follows whoever leads.",
        footer = {
            "",
            "Examples:",
            "  pfs master --config master.conf",
            "  pfs master --config master.conf -D master.listen=127.0.0.1:7005",
            "",
            "docs/operations.md lists the settings."
        })
public final class MasterCommand extends RoleCommand {
    public MasterCommand() {
        super(RoleKind.MASTER);
    }
}
