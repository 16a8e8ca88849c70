package io.penumbra.cli.role;

import picocli.CommandLine.Command;

@Command(
        name = "shadow-master",
        description =
                "Runs a shadow master: the same program as a master, which follows as long as another leads.",
        footer = {
            "",
            "Examples:",
            "  pfs shadow-master --config shadow-master.conf",
            "  pfs shadow-master --config shadow-master.conf -D master.listen=127.0.0.1:7005",
            "",
            "docs/operations.md lists the settings."
        })
public final class ShadowMasterCommand extends RoleCommand {
    public ShadowMasterCommand() {
        super(RoleKind.SHADOW_MASTER);
    }
}
