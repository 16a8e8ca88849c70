package io.penumbra.cli.role;

import picocli.CommandLine.Command;

@Command(
        name = "zookeeper",
        description = "Runs a ZooKeeper server, for those who have none.",
        footer = {
            "",
            "Examples:",
            "  pfs zookeeper --config zookeeper.conf",
            "  pfs zookeeper --config zookeeper.conf -D zookeeper.listen=127.0.0.1:2281",
            "",
            "docs/operations.md lists the settings."
        })
public final class ZookeeperCommand extends RoleCommand {
    public ZookeeperCommand() {
        super(RoleKind.ZOOKEEPER);
    }
}
