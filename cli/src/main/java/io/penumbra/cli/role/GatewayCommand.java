package io.penumbra.cli.role;

import picocli.CommandLine.Command;

@Command(
        name = "gateway",
        description = "Runs a gateway: HTTP and JSON over the cluster.",
        footer = {
            "",
            "Examples:",
            "  pfs gateway --config gateway.conf",
            "  pfs gateway --config gateway.conf -D gateway.listen=127.0.0.1:8080",
            "",
            "docs/operations.md lists the settings."
        })
public final class GatewayCommand extends RoleCommand {
    public GatewayCommand() {
        super(RoleKind.GATEWAY);
    }
}
